import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createTestDatabase } from '../../../support/postgres';
import { startPgBouncer, type PoolMode } from '../../../support/pgbouncer';
import { createSeverableProxy, type SeverableProxy } from '../../../support/severable-proxy';
import {
  buildKeyplane,
  WITH_METRICS,
  type KeyplaneProcess,
} from '../../cli/support/keyplane-process';
import { createRequester, type ClientCredentials, type Requester } from './replica-requests';

export interface Replica {
  readonly process: KeyplaneProcess;
  readonly url: string;
}

/**
 * Two servers, each a process of its own, on one PostgreSQL; the second reaches it through the
 * proxy.
 */
export interface Replicas {
  readonly databaseUrl: string;
  readonly proxy: SeverableProxy;
  readonly both: readonly [Replica, Replica];
  readonly operator: ClientCredentials;
  readonly requester: Requester;
  close(): Promise<void>;
}

/**
 * There are few in transaction mode, so that each connection is passed from one client to another.
 */
const POOLED: Readonly<Record<PoolMode, number>> = { transaction: 4, session: 40 };

/** @param poolMode if given, both reach PostgreSQL through a PgBouncer in this mode */
export async function startReplicas(poolMode?: PoolMode): Promise<Replicas> {
  const keyplane = buildKeyplane();
  const database = await createTestDatabase();
  const pooler = poolMode && (await startPgBouncer(database.url, poolMode, POOLED[poolMode]));
  const databaseUrl = pooler?.url ?? database.url;
  const proxy = await createSeverableProxy(databaseUrl);
  const requester = createRequester();

  async function start(databaseUrl: string): Promise<Replica> {
    const process = await keyplane.start(['serve'], {
      environment: {
        ...WITH_METRICS,
        KEYPLANE_DATABASE_URL: databaseUrl,
        KEYPLANE_MASTER_KEY: Buffer.alloc(32, 'replicas').toString('base64'),
        KEYPLANE_ISSUER: 'https://keyplane.example',
      },
    });
    return { process, url: await process.url() };
  }

  const first = await start(databaseUrl);
  const second = await start(proxy.url);
  const file = path.join(first.process.folder, 'data', 'bootstrap.json');
  const { operator } = JSON.parse(await readFile(file, 'utf8')) as {
    operator: { client_id: string; client_secret: string };
  };

  return {
    databaseUrl: database.url,
    proxy,
    both: [first, second],
    operator: { clientId: operator.client_id, secret: operator.client_secret },
    requester,
    async close() {
      requester.close();
      await keyplane.remove();
      await proxy.close();
      await pooler?.stop();
      await database.drop();
    },
  };
}
