import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PAST_CLOCK_ARGUMENTS, pastClockEnvironment, type ClockMessage } from './past-clock';
import { StepFailure } from './steps';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface DemoServer {
  readonly url: string;
  readonly owner: Credentials;
  readonly operator: Credentials;
  /** Makes one authenticated call, by default as the owner. Throws StepFailure unless the status is a success. */
  call(method: string, path: string, body?: object, as?: Credentials): Promise<unknown>;
  stop(): Promise<void>;
}

/** A server whose clock the demo sets. */
export interface PastServer extends DemoServer {
  /** @param days how many days ago it is for the server from now on; never more than before */
  moveTo(days: number): Promise<void>;
}

interface ServerOptions {
  readonly executable: string;
  readonly folder: string;
  /** If absent, any free port, and an address instead of a name. */
  readonly port?: number;
}

const DAY_MILLIS = 86_400_000;

/** Starts `keyplane serve` on the SQLite file of the folder, as anybody would, and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<DemoServer> {
  const { server } = await start(options, [], {});
  return server;
}

/** Starts it some days ago. */
export async function startServerInThePast(
  options: ServerOptions,
  daysAgo: number,
): Promise<PastServer> {
  const clock = { millisBehind: daysAgo * DAY_MILLIS };
  const { server, child } = await start(options, PAST_CLOCK_ARGUMENTS, pastClockEnvironment(clock));
  return {
    ...server,
    async moveTo(days) {
      const moved = new Promise((resolve) => child.once('message', resolve));
      child.send({ millisBehind: days * DAY_MILLIS } satisfies ClockMessage);
      await moved;
    },
  };
}

async function start(
  { executable, folder, port }: ServerOptions,
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
) {
  const dataDirectory = join(folder, 'data');
  const isPast = nodeArguments.length > 0;
  const child = spawn(
    process.execPath,
    [...nodeArguments, executable, 'serve', '--port', String(port ?? 0)],
    {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        KEYPLANE_DRAIN_SECONDS: '0',
        KEYPLANE_DATA_DIR: dataDirectory,
        KEYPLANE_DATABASE_URL: `sqlite:${join(dataDirectory, 'keyplane.db')}`,
        // Browsers have passkeys for names only.
        ...(port !== undefined && { KEYPLANE_ISSUER: `http://localhost:${port}` }),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit', ...(isPast ? (['ipc'] as const) : [])],
    },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { stdout } = child;
  if (stdout === null) throw new StepFailure('keyplane serve has no output.');
  const lines: string[] = [];

  const listening = await new Promise<string>((resolve, reject) => {
    createInterface(stdout).on('line', (line) => {
      lines.push(line);
      const entry = JSON.parse(line) as { msg: string; url?: string };
      if (entry.msg === 'listening' && entry.url !== undefined) resolve(entry.url);
    });
    child.once('exit', (code) => {
      reject(new StepFailure(`keyplane serve ended with exit code ${code}.`, lines.join('\n')));
    });
  });
  const url = port === undefined ? listening : `http://localhost:${port}`;

  const bootstrap = JSON.parse(await readFile(join(dataDirectory, 'bootstrap.json'), 'utf8')) as {
    owner: { client_id: string; client_secret: string };
    operator: { client_id: string; client_secret: string };
  };
  const credentials = ({ client_id, client_secret }: typeof bootstrap.owner) => ({
    clientId: client_id,
    clientSecret: client_secret,
  });
  const owner = credentials(bootstrap.owner);

  const server: DemoServer = {
    url,
    owner,
    operator: credentials(bootstrap.operator),
    async call(method, path, body, { clientId, clientSecret } = owner) {
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
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
  return { server, child };
}
