import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { isMigrated } from '../../../api/database/migration-state';
import { createLog } from '../../../api/operations/log';
import { createReadiness } from '../../../api/operations/readiness';

const log = createLog({ level: 'fatal' });
const newReadiness = (databaseTimeoutMs = 10_000) => createReadiness({ log, databaseTimeoutMs });

test('it is not ready before it has started', async () => {
  expect(await newReadiness().report()).toEqual({ ready: false, reason: 'starting' });
});

test('it is ready while the database answers and is migrated', async () => {
  const readiness = newReadiness();
  readiness.started([async () => null]);
  expect(await readiness.report()).toEqual({ ready: true });
});

test('it is not ready on a database that lacks a migration', async () => {
  const readiness = newReadiness();
  readiness.started([async () => null, async () => 'not_migrated']);
  expect(await readiness.report()).toEqual({ ready: false, reason: 'not_migrated' });
});

test('it is not ready while the database fails, and ready again once it answers', async () => {
  const readiness = newReadiness();
  let broken = true;
  readiness.started([
    async () => {
      if (broken) throw new Error('connection lost');
      return null;
    },
  ]);
  expect(await readiness.report()).toEqual({ ready: false, reason: 'database_unavailable' });
  broken = false;
  expect(await readiness.report()).toEqual({ ready: true });
});

test('a database that does not answer in time counts as unavailable', async () => {
  const readiness = newReadiness(1);
  readiness.started([() => new Promise(() => undefined)]);
  expect(await readiness.report()).toEqual({ ready: false, reason: 'database_unavailable' });
});

test('the database is asked once, however many ask at the same time', async () => {
  const readiness = newReadiness();
  let asked = 0;
  readiness.started([
    async () => {
      asked += 1;
      return null;
    },
  ]);
  await Promise.all(Array.from({ length: 20 }, () => readiness.report()));
  expect(asked).toBe(1);
});

test('once it shuts down it is never ready again', async () => {
  const readiness = newReadiness();
  readiness.shuttingDown();
  readiness.started([async () => null]);
  expect(await readiness.report()).toEqual({ ready: false, reason: 'shutting_down' });
});

describe('a database is migrated', () => {
  let database: Database;
  beforeEach(() => {
    database = openDatabase('sqlite::memory:');
  });
  afterEach(() => database.close());

  test('after migrate, and also if a newer version has migrated it further', async () => {
    await migrate(database);
    expect(await isMigrated(database)).toBe(true);
    await database.knex('knex_migrations').insert({ name: '9999-from-the-future', batch: 2 });
    expect(await isMigrated(database)).toBe(true);
  });

  test('but not if a migration is missing', async () => {
    await migrate(database);
    await database.knex('knex_migrations').delete();
    expect(await isMigrated(database)).toBe(false);
  });

  test('is unknown if its file cannot be read as a verification reads it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-readiness-'));
    const file = path.join(folder, 'keyplane.db');
    const onDisk = openDatabase(`sqlite:${file}`);
    try {
      await migrate(onDisk);
      await truncate(`${file}-wal`);
      await expect(isMigrated(onDisk)).rejects.toThrow('SQLITE');
    } finally {
      await onDisk.close();
      await rm(folder, { recursive: true });
    }
  });
});
