import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { StepFailure } from './steps';

export interface DemoServer {
  readonly url: string;
  readonly owner: { readonly clientId: string; readonly clientSecret: string };
  /** Makes one authenticated call. Throws StepFailure unless the status is a success. */
  call(method: string, path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts `keyplane serve` on a fresh SQLite file, as anybody would, and waits until it listens. */
export async function startServer(executable: string, folder: string): Promise<DemoServer> {
  const dataDirectory = join(folder, 'data');
  const child = spawn(process.execPath, [executable, 'serve', '--port', '0'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      KEYPLANE_DRAIN_SECONDS: '0',
      KEYPLANE_DATA_DIR: dataDirectory,
      KEYPLANE_DATABASE_URL: `sqlite:${join(dataDirectory, 'keyplane.db')}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines: string[] = [];

  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const entry = JSON.parse(line) as { msg: string; url?: string };
      if (entry.msg === 'listening' && entry.url !== undefined) resolve(entry.url);
    });
    child.once('exit', (code) => {
      reject(new StepFailure(`keyplane serve ended with exit code ${code}.`, lines.join('\n')));
    });
  });

  const bootstrap = JSON.parse(await readFile(join(dataDirectory, 'bootstrap.json'), 'utf8')) as {
    owner: { client_id: string; client_secret: string };
  };
  const owner = {
    clientId: bootstrap.owner.client_id,
    clientSecret: bootstrap.owner.client_secret,
  };

  return {
    url,
    owner,
    async call(method, path, body) {
      const basic = Buffer.from(`${owner.clientId}:${owner.clientSecret}`).toString('base64');
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new StepFailure(`${method} ${path}: ${response.status}`, text);
      return text === '' ? undefined : JSON.parse(text);
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
