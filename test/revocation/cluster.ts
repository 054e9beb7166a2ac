import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openDatabase } from '../../api/database/database';
import { COMMAND } from '../bench/build';
import { fillDatabase } from '../bench/seeded-server';
import { METRICS_TOKEN } from '../bench/request-count';
import { untilAnswering } from '../bench/server-process';
import { newFolder, removeFolder } from '../bench/temporary-folder';
import { blackHoleBefore, type BlackHoleProxy } from '../support/black-hole-proxy';
import { startEmbeddedPostgres } from '../support/embedded-postgres-server';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { startPgBouncer } from '../support/pgbouncer';
import type { DatabaseName } from './database-name';
import { processesOf, signalAll } from './server-processes';

export interface Replica {
  readonly url: string;
  readonly child: ChildProcess;
  /** The proxy between the replica and the database. A SQLite file has none. */
  readonly proxy: BlackHoleProxy | undefined;
}

/** Servers that share a database of seeded keys. */
export interface Cluster {
  readonly replicas: readonly Replica[];
  /** How many processes of each replica answer requests. */
  readonly workers: number;
  /** The URL with which the check itself reaches the database. */
  readonly databaseUrl: string;
  /** The URL with which the replicas reach it: through the pooler, if there is one. */
  readonly pooledUrl: string;
  /** The seeded keys, in their order. */
  readonly ids: readonly string[];
  close(): Promise<void>;
}

const MASTER_KEY = Buffer.alloc(32, 'revocation').toString('base64');

export async function startCluster(options: {
  readonly database: DatabaseName;
  readonly replicas: number;
  readonly workers: number;
  readonly keys: number;
  readonly verbose: boolean;
}): Promise<Cluster> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.reverse()) await step();
  };
  try {
    const folder = await newFolder();
    closing.push(() => removeFolder(folder));
    const databaseUrl =
      options.database === 'sqlite'
        ? `sqlite:${path.join(folder, 'data/keyplane.db')}`
        : await newPostgres(closing);
    await fillDatabase(databaseUrl, options.keys);
    const ids = await prepare(databaseUrl);

    const pooledUrl = await poolerOf(options.database, databaseUrl, closing);
    const replicas: Replica[] = [];
    for (let number = 0; number < options.replicas; number += 1) {
      const { verbose, workers } = options;
      replicas.push(
        await startReplica({ databaseUrl: pooledUrl, folder, verbose, workers }, closing),
      );
    }
    return { replicas, workers: options.workers, databaseUrl, pooledUrl, ids, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function newPostgres(closing: (() => Promise<unknown>)[]): Promise<string> {
  const server = await startEmbeddedPostgres();
  closing.push(() => server.stop());
  return server.url;
}

/**
 * More connections than all replicas need in session mode, because each of their connections then
 * occupies one.
 */
const POOL_SIZE = 80;

async function poolerOf(
  database: DatabaseName,
  databaseUrl: string,
  closing: (() => Promise<unknown>)[],
): Promise<string> {
  if (database === 'sqlite' || database === 'postgres') return databaseUrl;
  const mode = database === 'pgbouncer-session' ? 'session' : 'transaction';
  const pooler = await startPgBouncer(databaseUrl, mode, POOL_SIZE);
  closing.push(() => pooler.stop());
  return pooler.url;
}

/** Allows the account that verifies the keys to end them too. */
async function prepare(databaseUrl: string): Promise<string[]> {
  const database = openDatabase(databaseUrl);
  try {
    const permissions = [
      'keys.verify',
      'reports.read',
      'service_account_keys.read',
      'service_account_keys.revoke',
      'service_account_keys.update',
    ];
    const { knex } = database;
    await knex('roles')
      .where({ name: 'role 0' })
      .update({ permissions: JSON.stringify(permissions.sort()) });
    const rows = await knex<{ id: string }>('keys').where('name', 'like', 'key %').orderBy('id');
    return rows.map(({ id }) => id);
  } finally {
    await database.close();
  }
}

async function startReplica(
  options: { databaseUrl: string; folder: string; verbose: boolean; workers: number },
  closing: (() => Promise<unknown>)[],
): Promise<Replica> {
  const { databaseUrl, folder, verbose, workers } = options;
  const proxied = databaseUrl.startsWith('sqlite:')
    ? undefined
    : await blackHoleBefore(databaseUrl);
  if (proxied !== undefined) closing.push(() => proxied.proxy.close());
  const port = await freePort();
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', String(port)], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      KEYPLANE_DATABASE_URL: proxied?.url ?? databaseUrl,
      KEYPLANE_MASTER_KEY: MASTER_KEY,
      KEYPLANE_METRICS_TOKEN: METRICS_TOKEN,
      KEYPLANE_WORKERS: String(workers),
    },
    stdio: ['ignore', verbose ? 'inherit' : 'ignore', 'inherit'],
  });
  closing.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    signalAll(await processesOf(child), 'SIGKILL');
    await exited;
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(`${url}/readyz`, child);
  if (workers > 1) await untilEveryWorkerIsReady(url, workers);
  return { url, child, proxy: proxied?.proxy };
}

/** Until then, connections go to the workers that are ready, and stay there. */
async function untilEveryWorkerIsReady(url: string, workers: number): Promise<void> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}`, connection: 'close' };
  await eventually(async () => {
    const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
    if (!metrics.includes(`\nkeyplane_workers_ready ${workers}\n`)) {
      throw new Error(`Not all of ${workers} workers are ready.`);
    }
  });
}
