import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readFolder, type Written } from './secret-search';

const ROOT = path.join(__dirname, '../../..');
const TSX = pathToFileURL(require.resolve('tsx')).href;

export interface LoggingServer {
  readonly url: string;
  readonly owner: { readonly clientId: string; readonly secret: string };
  /** Sends a request as the owner, and returns the body of the answer. */
  get(path: string): Promise<unknown>;
  /** Ends the server gracefully, so that everything is written. */
  stop(): Promise<void>;
  /**
   * Everything that the server logged, and every file of its own except the one with its first
   * credentials.
   */
  written(): Promise<Written[]>;
  cleanup(): Promise<void>;
}

/** `keyplane serve` in a process of its own that logs everything it can. */
export async function startLoggingServer(databaseUrl?: string): Promise<LoggingServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-proof-'));
  const child = spawn(
    process.execPath,
    ['--import', TSX, path.join(ROOT, 'api/main.ts'), 'serve', '--port', '0'],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        KEYPLANE_LOG_LEVEL: 'trace',
        KEYPLANE_DRAIN_SECONDS: '0',
        KEYPLANE_MASTER_KEY: Buffer.alloc(32, 'proof').toString('base64'),
        ...(databaseUrl !== undefined && { KEYPLANE_DATABASE_URL: databaseUrl }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const printed: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => printed.push(bytes));
  const url = await listening(child, printed);
  const bootstrap = path.join(folder, 'data/bootstrap.json');
  const { owner } = JSON.parse(await readFile(bootstrap, 'utf8')) as Bootstrap;
  const { client_id: clientId, client_secret: secret } = owner;

  return {
    url,
    owner: { clientId, secret },
    async get(route) {
      const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
      const response = await fetch(`${url}${route}`, { headers: { authorization } });
      if (!response.ok) throw new Error(`${route} answered ${response.status}`);
      return response.json();
    },
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
    async written() {
      const files = await readFolder(folder);
      const log = { name: 'the log of the server', bytes: Buffer.concat(printed) };
      return [log, ...files.filter(({ name }) => path.basename(name) !== 'bootstrap.json')];
    },
    async cleanup() {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Bootstrap {
  readonly owner: { readonly client_id: string; readonly client_secret: string };
}

function listening(child: ChildProcess, printed: Buffer[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`keyplane serve ended with ${code}: ${Buffer.concat(printed).toString()}`));
    });
    child.stdout?.on('data', (bytes: Buffer) => {
      printed.push(bytes);
      const [, url] = /"url":"([^"]+)"/.exec(Buffer.concat(printed).toString()) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}
