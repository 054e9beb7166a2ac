import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  /** What a provider needs to reach it as the team's owner. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The built server in a process of its own, on a fresh SQLite file. */
export async function startServerProcess(executable: string): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'keyplane-bench-'));
  const child = spawn(process.execPath, [executable, 'serve', '--port', '0'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`keyplane serve ended with ${code}`)));
    createInterface(child.stdout).on('line', (line) => {
      const entry = JSON.parse(line) as { msg: string; url?: string };
      if (entry.msg === 'listening' && entry.url !== undefined) resolve(entry.url);
    });
  });
  const { owner } = JSON.parse(await readFile(join(folder, 'data/bootstrap.json'), 'utf8')) as {
    owner: { client_id: string; client_secret: string };
  };
  return {
    environment: {
      KEYPLANE_ENDPOINT: url,
      KEYPLANE_CLIENT_ID: owner.client_id,
      KEYPLANE_CLIENT_SECRET: owner.client_secret,
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
