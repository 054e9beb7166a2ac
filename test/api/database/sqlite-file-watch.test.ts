import { copyFile, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../../api/database/database';

describe('a SQLite file that is open', () => {
  let folder: string;
  let file: string;
  let backup: string;
  let database: Database;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-watch-'));
    file = path.join(folder, 'keyplane.db');
    backup = path.join(folder, 'backup.db');
    database = openDatabase(`sqlite:${file}`);
    await database.knex.schema.createTable('notes', (table) => table.text('text'));
    await write();
    await database.knex.raw(`VACUUM INTO '${backup}'`);
    await database.close();
    database = openDatabase(`sqlite:${file}`);
    // Writes the page with the header, as a server's first answer to a probe does.
    await database.requireWritable();
    await write();
    await database.knex.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const write = (before: () => Promise<unknown> = async () => undefined) =>
    database.run(async () => {
      await database.knex('notes').insert({ text: 'written' });
      await before();
    });

  it.each([
    ['deleted', () => rm(file)],
    ['moved away', () => rename(file, `${file}.away`)],
    [
      'replaced by its own copy',
      async () => {
        await copyFile(file, `${file}.copy`);
        await rename(`${file}.copy`, file);
      },
    ],
    ['left without its log', () => rm(`${file}-wal`)],
    ['left without its index of the log', () => rm(`${file}-shm`)],
    ['emptied', () => truncate(file, 0)],
    ['overwritten by its own backup', () => copyFile(backup, file)],
    ['overwritten by something else', () => writeFile(file, 'x'.repeat(8192))],
  ])('acknowledges no unit of work during which it was %s', async (_what, damage) => {
    await expect(write(damage)).rejects.toThrow('deleted or replaced');
    await expect(write()).rejects.toThrow('deleted or replaced');
    expect(() => database.knex('notes')).toThrow('deleted or replaced');
    await expect(database.reader.all('SELECT 1', [])).rejects.toThrow('deleted or replaced');
    await expect(database.read(async () => database.knex('notes'))).rejects.toThrow();
  });

  it('is no longer written once a backup was copied over it', async () => {
    await write(() => copyFile(backup, file)).catch(() => undefined);
    await database.close();
    expect((await readFile(file)).equals(await readFile(backup))).toBe(true);
  });

  it('may have its log shortened, and be opened by others', async () => {
    const other = openDatabase(`sqlite:${file}`);
    await other.run(() => other.knex('notes').insert({ text: 'other' }));
    await other.knex.raw('PRAGMA wal_checkpoint(TRUNCATE)');
    await other.close();
    await write();
    expect(await database.knex('notes')).toHaveLength(4);
  });
});
