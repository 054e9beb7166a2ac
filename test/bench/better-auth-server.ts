import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import Database from 'better-sqlite3';
import express from 'express';
import { credentialsOf, PERMISSION } from './seed-keys';

const DAY_MILLIS = 86_400_000;
const [storage = 'database', folder = '.', count = '1000'] = process.argv.slice(2);

/**
 * better-auth at its best: only keys, no rate limit, no log, the fastest driver of SQLite, or all keys in
 * this process's memory. The caller is recognized by one comparison of hashes.
 */
async function main(): Promise<void> {
  const database = new Database(join(folder, 'better-auth.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  const memory = new Map<string, string>();
  const inMemory = storage === 'memory';
  const options = {
    database,
    baseURL: 'http://127.0.0.1',
    secret: randomBytes(32).toString('base64'),
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    plugins: [
      apiKey({
        storage: inMemory ? 'secondary-storage' : 'database',
        rateLimit: { enabled: false },
        enableMetadata: false,
        customStorage: storageIn(memory),
      }),
    ],
  };
  await (await getMigrations(options)).runMigrations();
  if (inMemory) fillMemory(memory);
  else fillTable(database);
  const auth = betterAuth(options);

  const app = express();
  const caller = basicHash(credentialsOf(0));
  app.post('/verify', express.json(), async (request, response) => {
    const given = createHash('sha256')
      .update(request.headers.authorization ?? '')
      .digest();
    if (!timingSafeEqual(given, caller)) return void response.status(401).json({});
    const { secret, permissions } = request.body as { secret: string; permissions: string[] };
    const { valid, key } = await auth.api.verifyApiKey({
      body: { key: secret, permissions: statements(permissions) },
    });
    response.json({
      valid,
      key: key && { id: key.id, name: key.name, expires_at: key.expiresAt },
      owner: key && { id: key.referenceId },
      permissions: key?.permissions,
    });
  });
  const server = app.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
}

function storageIn(memory: Map<string, string>) {
  const take = (key: string) => {
    const value = memory.get(key) ?? null;
    memory.delete(key);
    return value;
  };
  return {
    get: (key: string) => memory.get(key) ?? null,
    set: (key: string, value: string) => void memory.set(key, value),
    delete: (key: string) => void memory.delete(key),
    getAndDelete: take,
    increment: (key: string) => {
      const next = Number(memory.get(key) ?? 0) + 1;
      memory.set(key, String(next));
      return next;
    },
  };
}

/** `reports.read` in the notation of better-auth. */
function statements(permissions: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    permissions.map((permission) => {
      const [resource = '', action = ''] = permission.split('.');
      return [resource, [action]];
    }),
  );
}

function basicHash({ clientId, secret }: ReturnType<typeof credentialsOf>): Buffer {
  const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
  return createHash('sha256').update(basic).digest();
}

/** The row of the n-th key, as `createApiKey` would have left it. */
function rowOf(index: number) {
  const { secret } = credentialsOf(index);
  const now = Date.now();
  const iso = (millis: number) => new Date(millis).toISOString();
  return {
    id: `key${index}`,
    configId: 'default',
    name: `key ${index}`,
    start: secret.slice(0, 6),
    referenceId: `user${Math.floor(index / 10)}`,
    prefix: null,
    key: createHash('sha256').update(secret).digest('base64url'),
    refillInterval: null,
    refillAmount: null,
    lastRefillAt: null,
    enabled: 1,
    rateLimitEnabled: 0,
    rateLimitTimeWindow: null,
    rateLimitMax: null,
    requestCount: 0,
    remaining: null,
    lastRequest: null,
    expiresAt: iso(now + 60 * DAY_MILLIS),
    createdAt: iso(now - 30 * DAY_MILLIS),
    updatedAt: iso(now - DAY_MILLIS),
    permissions: JSON.stringify(statements([PERMISSION, 'events.read'])),
    metadata: null,
  };
}

function fillTable(database: Database): void {
  const columns = Object.keys(rowOf(0));
  const insert = database.prepare(
    `INSERT INTO apikey (${columns.map((column) => `"${column}"`).join(', ')})
     VALUES (${columns.map(() => '?').join(', ')})`,
  );
  database.prepare('BEGIN').run();
  for (let index = 0; index < Number(count); index += 1) {
    insert.run(...Object.values(rowOf(index)));
  }
  database.prepare('COMMIT').run();
}

function fillMemory(memory: Map<string, string>): void {
  for (let index = 0; index < Number(count); index += 1) {
    const row = rowOf(index);
    const serialized = JSON.stringify({ ...row, enabled: true, rateLimitEnabled: false });
    memory.set(`api-key:${row.key}`, serialized);
    memory.set(`api-key:by-id:${row.id}`, serialized);
  }
}

process.on('disconnect', () => process.exit());
main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
