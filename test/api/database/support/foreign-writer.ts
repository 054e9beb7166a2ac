import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Another process that has the write lock of a SQLite file. */
export interface ForeignWriter {
  letGo(): Promise<void>;
}

const PROGRAM = `
  const { Database } = require('sqlite3');
  const database = new Database(process.argv[1], () => {
    database.exec('PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE', (error) => {
      if (error) throw error;
      process.stdout.write('held');
    });
  });
  process.stdin.on('end', () => database.exec('ROLLBACK', () => process.exit(0))).resume();
`;

export async function takeWriteLock(file: string): Promise<ForeignWriter> {
  const child = spawn(process.execPath, ['-e', PROGRAM, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited.then(() => Promise.reject(ENDED))]);
  return {
    async letGo() {
      child.stdin.end();
      await exited;
    },
  };
}

const ENDED = new Error('The process that was to hold the write lock has ended.');
