import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../../api/database/database';

describe('the reader of a SQLite file', () => {
  let folder: string;
  let database: Database;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-reader-'));
    database = openDatabase(`sqlite:${path.join(folder, 'keyplane.db')}`);
    await database.knex.schema.createTable('notes', (table) => table.string('text'));
    await database.knex('notes').insert({ text: 'committed' });
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const texts = async (like = '%') => {
    const sql = 'SELECT text FROM notes WHERE text LIKE ?';
    return (await database.reader.all<{ text: string }>(sql, [like])).map(({ text }) => text);
  };

  it('reads what is committed, and waits for no unit of work', async () => {
    await database.run(async () => {
      await database.knex('notes').insert({ text: 'under way' });
      expect(await texts()).toEqual(['committed']);
    });
    expect(await texts()).toEqual(['committed', 'under way']);
  });

  it('serves many at once, each what it asked for', async () => {
    const asked = Array.from({ length: 50 }, (_, at) => texts(at % 2 === 0 ? 'comm%' : 'none'));
    const found = await Promise.all(asked);
    expect(found).toEqual(found.map((_, at) => (at % 2 === 0 ? ['committed'] : [])));
  });

  it('says what was wrong with a statement, and continues', async () => {
    await expect(database.reader.all('SELEC', [])).rejects.toThrow('syntax');
    await expect(database.reader.all('DELETE FROM notes', [])).rejects.toThrow('readonly');
    expect(await texts()).toEqual(['committed']);
  });

  it('finds a file that was not there the first time', async () => {
    const later = openDatabase(`sqlite:${path.join(folder, 'later.db')}`);
    await expect(later.reader.all('SELECT 1', [])).rejects.toThrow('SQLITE_CANTOPEN');
    await later.knex.raw('CREATE TABLE made (id)');
    const asked = Array.from({ length: 3 }, () => later.reader.all('SELECT * FROM made', []));
    expect(await Promise.all(asked)).toEqual([[], [], []]);
    await later.close();
  });
});

it('a database in memory is read by its only connection', async () => {
  const database = openDatabase('sqlite::memory:');
  expect(await database.reader.all('SELECT ? AS text', ['here'])).toEqual([{ text: 'here' }]);
  await database.close();
});
