import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import type { Direction } from '../support/black-hole-proxy';
import type { Cluster } from './cluster';
import { loseReplicaThatHolds } from './lost-replica';
import { DATABASES, type DatabaseName } from './database-name';
import { processesOf, signalAll } from './server-processes';

/** A fault that lasts for a while and then ends. */
export interface Fault {
  readonly name: string;
  readonly databases: readonly DatabaseName[];
  /** Whether only replicas with several workers can have it. */
  readonly ofWorkers?: true;
  readonly lastsMs?: number;
  /** Despite the fault, a revocation has to take effect within this time. */
  readonly acknowledgedWithinMs?: number;
  /** @returns a function that ends it */
  begin(cluster: Cluster): Promise<() => Promise<void>>;
}

const EVERY: readonly DatabaseName[] = DATABASES;
const POSTGRES: readonly DatabaseName[] = DATABASES.filter((name) => name !== 'sqlite');

/** The replica that is affected. Keys are revoked at the others. */
export const VICTIM = 1;

const swallowing = (direction: Direction): Fault => ({
  name: `black-hole-${direction}`,
  databases: POSTGRES,
  async begin({ replicas }) {
    const proxy = replicas[VICTIM]?.proxy;
    proxy?.swallow(direction);
    return async () => proxy?.heal();
  },
});

export const FAULTS: readonly Fault[] = [
  { name: 'none', databases: EVERY, begin: async () => async () => undefined },
  swallowing('to-server'),
  swallowing('to-client'),
  swallowing('both'),
  {
    name: 'reset-connections',
    databases: POSTGRES,
    async begin({ replicas }) {
      replicas[VICTIM]?.proxy?.reset();
      return async () => undefined;
    },
  },
  {
    name: 'frozen-replica',
    databases: EVERY,
    async begin({ replicas }) {
      const victim = replicas[VICTIM];
      const processes = victim === undefined ? [] : await processesOf(victim.child);
      signalAll(processes, 'SIGSTOP');
      return async () => signalAll(processes, 'SIGCONT');
    },
  },
  {
    name: 'frozen-worker',
    databases: EVERY,
    ofWorkers: true,
    async begin({ replicas }) {
      const victim = replicas[VICTIM];
      const [, worker] = victim === undefined ? [] : await processesOf(victim.child);
      const frozen = worker === undefined ? [] : [worker];
      signalAll(frozen, 'SIGSTOP');
      return async () => signalAll(frozen, 'SIGCONT');
    },
  },
  {
    name: 'killed-worker',
    databases: EVERY,
    ofWorkers: true,
    async begin({ replicas }) {
      const victim = replicas[VICTIM];
      const [, worker] = victim === undefined ? [] : await processesOf(victim.child);
      signalAll(worker === undefined ? [] : [worker], 'SIGKILL');
      return async () => undefined;
    },
  },
  {
    name: 'frozen-database',
    databases: POSTGRES,
    async begin({ databaseUrl }) {
      const processes = await processesOfDatabase(databaseUrl);
      signalAll(processes, 'SIGSTOP');
      return async () => signalAll(processes, 'SIGCONT');
    },
  },
  {
    name: 'crashed-database',
    databases: POSTGRES,
    // PgBouncer asks a server that it could not reach again after 15 s.
    lastsMs: 20_000,
    async begin({ databaseUrl }) {
      // The death of one backend makes the server end all of them and recover.
      const [backend] = await backendsOf(databaseUrl);
      signalAll(backend === undefined ? [] : [backend], 'SIGKILL');
      return async () => undefined;
    },
  },
  {
    name: 'ended-backends',
    databases: POSTGRES,
    async begin({ databaseUrl }) {
      await ask(
        databaseUrl,
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
      );
      return async () => undefined;
    },
  },
  {
    name: 'held-rows',
    databases: POSTGRES,
    // Longer than a revocation may take. It has to succeed anyway.
    lastsMs: 12_000,
    acknowledgedWithinMs: 5000,
    begin: ({ pooledUrl, ids }) => loseReplicaThatHolds(pooledUrl, ids),
  },
];

export function faultNames(): readonly string[] {
  return FAULTS.map(({ name }) => name);
}

async function backendsOf(url: string): Promise<number[]> {
  const rows = await ask<{ pid: number }>(
    url,
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  return rows.map(({ pid }) => pid);
}

/**
 * The server itself and its backends, because a stopped server still accepts connections but
 * answers none.
 */
async function processesOfDatabase(url: string): Promise<number[]> {
  const backends = await backendsOf(url);
  const [backend] = backends;
  if (backend === undefined) return [];
  const status = await readFile(`/proc/${backend}/stat`, 'utf8');
  // The state and the parent come after the name, which may contain spaces (proc(5)).
  const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
  return [parent, ...backends];
}

async function ask<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}
