import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port';
import { WATCHDOG } from './watched-program';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file));

export type PoolMode = 'transaction' | 'session';

/** A real PgBouncer in front of a database. */
export interface PgBouncer {
  /** The given URL, but through PgBouncer. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The text for a test's name if the machine lacks the program. */
export const WITHOUT_PGBOUNCER = 'skipped: pgbouncer is not installed';
export const hasPgBouncer = PROGRAM !== undefined;

/** @param poolSize number of connections to PostgreSQL that all clients share */
export async function startPgBouncer(
  databaseUrl: string,
  mode: PoolMode,
  poolSize: number,
): Promise<PgBouncer> {
  if (PROGRAM === undefined) throw new Error('PgBouncer is not installed.');
  const target = new URL(databaseUrl);
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-pgbouncer-'));
  // PgBouncer does not run as root, so another user must be able to read this file.
  await chmod(folder, 0o755);
  const port = await freePort();
  const name = target.pathname.slice(1);
  const server = [
    `host=${target.hostname} port=${target.port || '5432'} dbname=${name}`,
    `user=${target.username} password=${decodeURIComponent(target.password)}`,
  ].join(' ');
  const settings = path.join(folder, 'pgbouncer.ini');
  await writeFile(
    settings,
    `[databases]
${name} = ${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${poolSize}
server_round_robin = 1
log_connections = 0
log_disconnections = 0
`,
  );
  const unprivileged = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const shell = spawn('sh', ['-c', WATCHDOG, 'sh', PROGRAM, ...unprivileged, settings], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const exited = once(shell, 'exit');
  await untilUp(shell.stderr);
  shell.unref();
  (shell.stdin as Socket).unref();
  (shell.stderr as unknown as Socket).unref();

  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async stop() {
      shell.ref();
      shell.stdin.end();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function untilUp(log: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    let lines = '';
    log.on('data', (chunk: Buffer) => {
      lines += chunk.toString();
      if (lines.includes('process up')) resolve();
    });
    log.on('end', () => reject(new Error(`PgBouncer did not start.\n${lines}`)));
  });
}
