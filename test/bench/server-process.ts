import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port';
import { COMMAND } from './build';
import { METRICS_TOKEN } from './request-count';
import { newFolder, removeFolder } from './temporary-folder';
import type { Running } from './with-running';

export interface ServerProcess extends Running {
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  /** The settings with which a provider reaches the server as the team's owner. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ServerProcessOptions {
  /** The folder that contains its `data`. It is removed in the end. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The built server as anybody starts it, in a process of its own, on a SQLite file by default. It logs as
 * usual, to /dev/null, because a pipe would cost this process as much.
 */
export async function startServerProcess(
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const folder = options.folder ?? (await newFolder());
  const port = await freePort();
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', String(port)], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      KEYPLANE_DRAIN_SECONDS: '0',
      KEYPLANE_METRICS_TOKEN: METRICS_TOKEN,
      ...options.environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(`${url}/readyz`, child);
  const { owner } = JSON.parse(await readFile(join(folder, 'data/bootstrap.json'), 'utf8')) as {
    owner: { client_id: string; client_secret: string };
  };
  return {
    port,
    pid: child.pid ?? 0,
    folder,
    environment: {
      KEYPLANE_ENDPOINT: url,
      KEYPLANE_CLIENT_ID: owner.client_id,
      KEYPLANE_CLIENT_SECRET: owner.client_secret,
    },
    async stop() {
      await endProcess(child);
      await removeFolder(folder);
    },
  };
}

/** Waits for 200, and fails if the process ends before that. */
export async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(20);
  }
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
