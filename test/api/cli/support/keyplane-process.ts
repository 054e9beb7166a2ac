import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { buildApi } from '../../../../api/build-api';
import { eventually } from '../../../support/eventually';

const NO_PRIVILEGE = '-dac_override,-dac_read_search';
const REPOSITORY = path.resolve(__dirname, '../../../..');

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KeyplaneProcess {
  readonly child: ChildProcess;
  /** The working folder of the process. Its data folder is `data` below that. */
  readonly folder: string;
  readonly finished: Promise<Finished>;
  /** Every line of stdout so far. Throws if a line is not JSON. */
  lines(): LogLine[];
  /** Waits for the line. If the process ends without it, fails with everything that was printed. */
  line(message: string): Promise<LogLine>;
  /** The URL at which it listens, once it is ready. */
  url(): Promise<string>;
  /** The content of its `/metrics`, if it was started with `WITH_METRICS`. */
  metrics(): Promise<string>;
}

export interface SpawnOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** The content of standard input. If absent, it is empty. */
  readonly input?: string;
  /** Whether standard input is a pipe that never ends. */
  readonly inputStaysOpen?: boolean;
  /** Removes the capabilities that let root read and write without permission. */
  readonly obeyingPermissions?: boolean;
}

const METRICS_TOKEN = 'a-token-of-the-scraper';
/** The environment for a server whose metrics a test reads. */
export const WITH_METRICS = { KEYPLANE_METRICS_TOKEN: METRICS_TOKEN };

/** The built command, in a place where its packages are found. */
export function buildKeyplane() {
  // The folder is below node_modules, so that packages outside of the bundle are found.
  const output = mkdtempSync(path.join(REPOSITORY, 'node_modules', '.keyplane-test-'));
  return builtKeyplane(buildApi(output), () => rmSync(output, { recursive: true, force: true }));
}

/** A command that has been built already. */
export function builtKeyplane(main: string, removeBuild: () => void) {
  const folders: string[] = [];
  const running = new Set<ChildProcess>();

  async function newFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-cli-'));
    folders.push(folder);
    return folder;
  }

  return {
    newFolder,

    async start(words: readonly string[], options: SpawnOptions = {}): Promise<KeyplaneProcess> {
      const folder = options.folder ?? (await newFolder());
      const unprivileged =
        options.obeyingPermissions && process.getuid?.() === 0
          ? ['setpriv', `--bounding-set=${NO_PRIVILEGE}`, `--inh-caps=${NO_PRIVILEGE}`]
          : [];
      const [command = '', ...rest] = [...unprivileged, process.execPath, main, ...words];
      const child = spawn(command, rest, {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          KEYPLANE_PORT: '0',
          // No load balancer watches the server.
          KEYPLANE_DRAIN_SECONDS: '0',
          ...options.environment,
        },
        stdio: [
          options.input === undefined && !options.inputStaysOpen ? 'ignore' : 'pipe',
          'pipe',
          'pipe',
        ],
      });
      if (!options.inputStaysOpen) child.stdin?.end(options.input);
      running.add(child);
      child.once('close', () => running.delete(child));
      return observe(child, folder);
    },

    /** Kills the processes that still run, and waits until they have ended. */
    async stopAll(): Promise<void> {
      const ended = [...running].map((child) => once(child, 'close'));
      for (const child of running) child.kill('SIGKILL');
      await Promise.all(ended);
    },

    /** Ends the processes that still run and removes every file. */
    async remove(): Promise<void> {
      for (const child of running) child.kill('SIGKILL');
      removeBuild();
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

function observe(child: ChildProcess, folder: string): KeyplaneProcess {
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  const stderr = child.stderr ? text(child.stderr) : Promise.resolve('');
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      void stderr.then((printed) => resolve({ exitCode, stdout, stderr: printed }));
    });
  });
  finished.catch(() => undefined);

  const lines = () =>
    stdout
      .slice(0, stdout.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);

  async function line(message: string): Promise<LogLine> {
    let found: LogLine | undefined;
    await eventually(() => {
      found = lines().find(({ msg }) => msg === message);
      if (found === undefined) throw new Error(`No line "${message}" in: ${stdout}`);
    });
    if (found === undefined) throw new Error('unreachable');
    return found;
  }

  const url = async () => String((await line('listening')).url);
  async function metrics(): Promise<string> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const response = await fetch(`${await url()}/metrics`, { headers });
    if (!response.ok) throw new Error(`/metrics answered ${response.status}.`);
    return response.text();
  }

  return { child, folder, finished, lines, line, url, metrics };
}
