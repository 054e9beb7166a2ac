import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type Database } from '../../../api/database/database';
import { DatabaseInUseError, swapSqlite } from '../../../api/database/dialects/sqlite-swap';

describe('a SQLite database that is swapped for another one', () => {
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'keyplane-swap-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function filled(name: string, value: string): Promise<Database> {
    const database = openDatabase(`sqlite:${inFolder(name)}`);
    await database.knex.schema.createTable('notes', (table) => void table.text('note'));
    await database.knex('notes').insert({ note: value });
    return database;
  }

  async function noteIn(name: string): Promise<unknown> {
    const database = openDatabase(`sqlite:${inFolder(name)}`);
    const [row] = await database.knex('notes').select('note');
    await database.close();
    return row;
  }

  it('is kept, and the other one takes its place', async () => {
    for (const name of ['old', 'new']) await (await filled(name, name)).close();
    expect(await swapSqlite(inFolder('new'), inFolder('old'), inFolder('aside'))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['aside', 'old']);
    expect([await noteIn('old'), await noteIn('aside')]).toEqual([
      { note: 'new' },
      { note: 'old' },
    ]);
  });

  it('stays if a connection has it open, even an idle one', async () => {
    const open = await filled('old', 'old');
    await (await filled('new', 'new')).close();
    const swap = () => swapSqlite(inFolder('new'), inFolder('old'), inFolder('aside'));
    await expect(swap()).rejects.toThrow(DatabaseInUseError);
    expect(await open.knex('notes').select('note')).toEqual([{ note: 'old' }]);
    await open.close();
    expect(readdirSync(folder).sort()).toEqual(['new', 'old']);
    expect(await swap()).toBe(true);
  });

  it('may be missing. A log of it that was left behind is not applied to the other one', async () => {
    await (await filled('new', 'new')).close();
    writeFileSync(inFolder('old-wal'), 'left behind');
    expect(await swapSqlite(inFolder('new'), inFolder('old'), inFolder('aside'))).toBe(false);
    expect(readFileSync(inFolder('aside-wal'), 'utf8')).toBe('left behind');
    expect(readdirSync(folder).sort()).toEqual(['aside-wal', 'old']);
    expect(await noteIn('old')).toEqual({ note: 'new' });
  });
});
