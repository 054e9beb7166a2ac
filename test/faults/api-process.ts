import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOST, lastingPort } from './lasting-port';

export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/** The built server in a process of its own, which may be killed and is started again in the same place. */
export interface ApiProcess {
  readonly url: string;
  readonly port: number;
  readonly owner: Credentials;
  readonly operator: Credentials;
  /** SIGKILL now, and another start on the same port and database later; no-op while it is down. */
  kill(downMs: number): void;
  /**
   * Resolves once it answers. Rejects if it did not come back. If it ended by itself, it is started
   * again, and this rejects once.
   */
  up(): Promise<void>;
  stop(): Promise<void>;
}

export interface ApiProcessOptions {
  /** The bundle of `keyplane serve`. */
  readonly executable: string;
  /** By default a SQLite file in its own folder. */
  readonly databaseUrl?: string | undefined;
}

const MASTER_KEY_BYTES = 32;

export async function startApiProcess(options: ApiProcessOptions): Promise<ApiProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-faults-api-'));
  const port = await lastingPort();
  const environment = {
    PATH: process.env.PATH,
    KEYPLANE_PORT: String(port),
    ...(options.databaseUrl !== undefined && {
      KEYPLANE_DATABASE_URL: options.databaseUrl,
      KEYPLANE_MASTER_KEY: Buffer.alloc(MASTER_KEY_BYTES, 'faults').toString('base64'),
    }),
  };

  let child: ChildProcess | undefined;
  let isStopped = false;
  let crash: Error | undefined;
  let starting = start();

  async function start(): Promise<void> {
    const started = spawn(process.execPath, [options.executable, 'serve'], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    await listening(started);
    started.once('exit', (code, signal) => {
      if (child !== started) return;
      crash = new Error(`keyplane serve ended by itself with ${code ?? signal}`);
      restart(Promise.resolve());
    });
  }

  function restart(down: Promise<unknown>): void {
    starting = down.then(() => (isStopped ? undefined : start()));
    // The caller that waits for the start gets the failure. Until then, nothing handles it.
    starting.catch(() => undefined);
  }

  async function up(): Promise<void> {
    for (let waitedFor; waitedFor !== starting;) {
      waitedFor = starting;
      // Only the last start counts, because an earlier one may have been killed half-way.
      await waitedFor.catch((error: unknown) => {
        if (waitedFor === starting) throw error;
      });
    }
    const told = crash;
    crash = undefined;
    if (told !== undefined) throw told;
  }

  async function stop(): Promise<void> {
    isStopped = true;
    await starting.catch(() => undefined);
    if (child !== undefined) await killed(child);
    child = undefined;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  try {
    await up();
    const { owner, operator } = await firstCredentials(folder);
    return {
      url: `http://${HOST}:${port}`,
      port,
      owner,
      operator,
      up,
      stop,
      kill(downMs) {
        const victim = child;
        if (victim === undefined) return;
        child = undefined;
        restart(killed(victim).then(() => sleep(downMs)));
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Resolves at the line that says that it listens. If it ends before, rejects with what it printed. */
async function listening(child: ChildProcess): Promise<void> {
  const printed: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('exit', (code, signal) => {
      reject(new Error(`keyplane serve ended with ${code ?? signal}:\n${printed.join('\n')}`));
    });
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      printed.push(line);
      if ((JSON.parse(line) as { msg: string }).msg !== 'listening') return;
      printed.length = 0;
      resolve();
    });
  });
}

async function firstCredentials(folder: string) {
  type Written = Record<'owner' | 'operator', { client_id: string; client_secret: string }>;
  const file = path.join(folder, 'data/bootstrap.json');
  const written = JSON.parse(await readFile(file, 'utf8')) as Written;
  const of = (who: keyof Written): Credentials => ({
    clientId: written[who].client_id,
    secret: written[who].client_secret,
  });
  return { owner: of('owner'), operator: of('operator') };
}
