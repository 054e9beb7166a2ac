import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildApi } from '../../../api/build-api';
import { builtKeyplane } from './support/keyplane-process';

const REPOSITORY = path.resolve(__dirname, '../../..');

/** The command as people start it, in a place where its packages are found. */
function buildLauncher() {
  const output = mkdtempSync(path.join(REPOSITORY, 'node_modules', '.keyplane-launcher-'));
  cpSync(path.join(REPOSITORY, 'api/bin'), path.join(output, 'bin'), { recursive: true });
  buildApi(path.join(output, 'dist'));
  const launcher = path.join(output, 'bin/keyplane.js');
  return builtKeyplane(launcher, () => rmSync(output, { recursive: true, force: true }));
}

const keyplane = buildLauncher();
afterAll(() => keyplane.remove());

/** What a process does at the moment when it sends the signal to itself. */
const MOMENTS = {
  'reads its program': `
    const { readFileSync } = fs;
    fs.readFileSync = (file, ...rest) => {
      if (String(file).endsWith('dist/main.js')) signal();
      return readFileSync(file, ...rest);
    };`,
  'loads the driver of the database': `
    const load = Module._load;
    Module._load = (name, ...rest) => {
      if (name === 'sqlite3') signal();
      return load(name, ...rest);
    };`,
  'creates the master key': `
    const { open } = fs.promises;
    fs.promises.open = (file, ...rest) => {
      if (String(file).endsWith('.tmp')) signal();
      return open(file, ...rest);
    };`,
};

/** A file that each process of the server loads first. */
async function hookFor(folder: string, moment: string, name: string, isWorker: boolean) {
  const file = path.join(folder, 'hook.js');
  await writeFile(
    file,
    `const fs = require('node:fs');
     const Module = require('node:module');
     let isSent = false;
     function signal() {
       if (!isSent) process.kill(process.pid, '${name}');
       isSent = true;
     }
     if ((process.env.KEYPLANE_WORKER !== undefined) === ${isWorker}) {${moment}}`,
  );
  return { NODE_OPTIONS: `--require ${file}` };
}

const SERVER = { workers: '1', isWorker: false };
const PRIMARY = { workers: '2', isWorker: false };
const WORKER = { workers: '2', isWorker: true };

test.each([
  { signal: 'SIGTERM', to: 'a server', ...SERVER, moment: 'reads its program' },
  { signal: 'SIGINT', to: 'a server', ...SERVER, moment: 'reads its program' },
  { signal: 'SIGTERM', to: 'a server', ...SERVER, moment: 'loads the driver of the database' },
  { signal: 'SIGTERM', to: 'a server', ...SERVER, moment: 'creates the master key' },
  { signal: 'SIGTERM', to: 'the primary process', ...PRIMARY, moment: 'reads its program' },
  { signal: 'SIGINT', to: 'a worker', ...WORKER, moment: 'reads its program' },
  { signal: 'SIGTERM', to: 'a worker', ...WORKER, moment: 'creates the master key' },
] as const)(
  '$signal to $to that just $moment stops the server with exit code 0',
  async ({ signal, workers, isWorker, moment }) => {
    const folder = await keyplane.newFolder();
    const environment = { KEYPLANE_WORKERS: workers };
    const hook = await hookFor(folder, MOMENTS[moment], signal, isWorker);
    const stopped = await keyplane.start(['serve'], {
      folder,
      environment: { ...environment, ...hook, KEYPLANE_DRAIN_SECONDS: '3600' },
    });
    const { exitCode, stderr } = await stopped.finished;
    expect([exitCode, stderr]).toEqual([0, '']);
    const messages = stopped.lines().map(({ msg }) => msg);
    expect(messages).toContain('stopped before it was ready');
    expect(messages).not.toContain('listening');
    expect(stopped.lines().filter(({ level }) => level !== 'info')).toEqual([]);
    const files = await readdir(path.join(folder, 'data')).catch(() => []);
    expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);

    const next = await keyplane.start(['serve'], { folder, environment });
    await next.url();
    next.child.kill('SIGTERM');
    expect((await next.finished).exitCode).toBe(0);
  },
);

test('a signal ends another command immediately', async () => {
  const folder = await keyplane.newFolder();
  const moment = MOMENTS['reads its program'];
  const environment = await hookFor(folder, moment, 'SIGTERM', false);
  const migrating = await keyplane.start(['migrate'], { folder, environment });
  expect((await migrating.finished).exitCode).toBeNull();
  expect(migrating.child.signalCode).toBe('SIGTERM');
});
