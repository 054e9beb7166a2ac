import { createApp } from './app';
import { openDatabase } from '../database/database';
import { systemClock } from '../domain/clock';
import { createLog } from '../operations/log';
import { createMetrics } from '../operations/metrics';
import { createSealer } from '../sealing/sealer';

/** The OpenAPI document of the whole server, from an application on an empty database in memory. */
export async function buildOpenApiDocument(): Promise<object> {
  const database = openDatabase('sqlite::memory:');
  const app = await createApp({
    config: { issuer: 'http://127.0.0.1:8700', trustedProxies: [] },
    database,
    clock: systemClock,
    sealer: createSealer({ current: Buffer.alloc(32), previous: null }),
    log: createLog({ level: 'fatal' }),
    metrics: createMetrics(),
    isNew: true,
  });
  await app.close();
  await database.close();
  return app.openApi();
}
