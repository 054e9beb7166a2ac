import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { isUnavailable } from '../../../api/database/dialects/unavailable';
import { takeWriteLock } from './support/foreign-writer';

describe('while another process holds the write lock of a SQLite file', () => {
  let folder: string;
  let file: string;
  let database: Database;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-lock-'));
    file = path.join(folder, 'keyplane.db');
    database = openDatabase(`sqlite:${file}`, { busyTimeoutMillis: 20 });
    await migrate(database);
    await write('before');
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const write = (id: string) =>
    database.run(() => database.knex('operators').insert({ id, name: id, created_at: 0 }));
  const written = async () =>
    ((await database.knex('operators').select('id')) as { id: string }[]).map(({ id }) => id);

  it('units of work fail as unavailable, and succeed again once it is released', async () => {
    const writer = await takeWriteLock(file);
    const failures = await Promise.allSettled([write('a'), write('b')]);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(failures.every((each) => isUnavailable((each as PromiseRejectedResult).reason))).toBe(
      true,
    );
    await writer.letGo();
    await write('after');
    await write('and again');
    expect(await written()).toEqual(['after', 'and again', 'before']);
  });

  it('a statement outside of units of work fails, and later ones are not affected', async () => {
    const writer = await takeWriteLock(file);
    const alone = database.knex('operators').where({ id: 'before' }).delete();
    await expect(alone).rejects.toThrow('SQLITE_BUSY');
    await writer.letGo();
    await write('after');
    await write('and again');
    expect(await written()).toEqual(['after', 'and again', 'before']);
  });

  it('reads continue', async () => {
    const writer = await takeWriteLock(file);
    expect(await written()).toEqual(['before']);
    expect(await database.reader.all('SELECT id FROM operators', [])).toHaveLength(1);
    await writer.letGo();
  });

  it('the database reports that it cannot be written, until it can', async () => {
    await database.requireWritable();
    const writer = await takeWriteLock(file);
    await expect(database.requireWritable()).rejects.toThrow('SQLITE_BUSY');
    await writer.letGo();
    await database.requireWritable();
  });
});
