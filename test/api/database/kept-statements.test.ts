import { Database } from 'sqlite3';
import {
  keepStatements,
  type SqliteConnection,
} from '../../../api/database/dialects/kept-statements';

describe('the statements of a SQLite connection', () => {
  let connection: SqliteConnection;
  let prepare: jest.SpyInstance;

  beforeEach(async () => {
    connection = new Database(':memory:') as unknown as SqliteConnection;
    prepare = jest.spyOn(connection, 'prepare');
    keepStatements(connection);
    await all('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE)');
    prepare.mockClear();
  });

  const all = (sql: string, ...bindings: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      connection.all(sql, bindings, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  const insert = (text: string) =>
    new Promise<unknown>((resolve, reject) => {
      connection.run('INSERT INTO notes (text) VALUES (?)', [text], function (error) {
        if (error) reject(error);
        else resolve((this as { lastID: number }).lastID);
      });
    });
  const close = () =>
    new Promise<Error | null>((resolve) => {
      connection.close(resolve);
    });

  test('are prepared once, however often they are carried out', async () => {
    expect([await insert('one'), await insert('two')]).toEqual([1, 2]);
    expect(await all('SELECT text FROM notes WHERE id = ?', 1)).toEqual([{ text: 'one' }]);
    expect(await all('SELECT text FROM notes WHERE id = ?', 2)).toEqual([{ text: 'two' }]);
    expect(prepare).toHaveBeenCalledTimes(2);
    await close();
  });

  test('continue after one has failed, and say why it failed', async () => {
    await insert('one');
    await expect(insert('one')).rejects.toThrow('UNIQUE');
    expect(await insert('two')).toBe(2);
    await close();
  });

  test('fail each time if they are wrong, even two at once', async () => {
    const twice = await Promise.allSettled([all('SELEC 1'), all('SELEC 1')]);
    expect(twice.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(all('SELEC 1')).rejects.toThrow('syntax');
    await close();
  });

  test('see columns that were added later', async () => {
    await insert('one');
    await all('SELECT * FROM notes');
    await all('ALTER TABLE notes ADD COLUMN author TEXT');
    expect(await all('SELECT * FROM notes')).toEqual([{ id: 1, text: 'one', author: null }]);
    await close();
  });

  test('let the connection close, even if there are more than are kept', async () => {
    const many = Array.from({ length: 250 }, (_, number) => all(`SELECT ${number} AS number`));
    expect((await Promise.all(many)).at(-1)).toEqual([{ number: 249 }]);
    expect(await close()).toBeNull();
  });
});
