import { copyFile, mkdtemp, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Database } from 'sqlite3';
import { isLogOfAnotherDatabase } from '../../../api/database/dialects/stale-write-ahead-log';

/** The parts of sqlite3's API that its types omit. */
interface BackedUp {
  backup(
    file: string,
    opened: Done,
  ): {
    step(pages: number, done: Done): void;
    finish(done: Done): void;
  };
}
type Done = (error: Error | null) => void;

describe('the write-ahead log next to a SQLite file', () => {
  let folder: string;
  let file: string;
  let backup: string;
  let connection: Database;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-log-'));
    file = path.join(folder, 'keyplane.db');
    backup = path.join(folder, 'backup.db');
    connection = await open(path.join(folder, 'live.db'));
    await execute('PRAGMA journal_mode = WAL; CREATE TABLE notes (text)');
    await execute(`VACUUM INTO '${backup}'`);
    await execute("INSERT INTO notes VALUES ('later')");
  });
  afterEach(async () => {
    await new Promise((resolve) => connection.close(resolve));
    await rm(folder, { recursive: true });
  });

  const open = (name: string) =>
    new Promise<Database>((resolve, reject) => {
      const opened: Database = new Database(name, (error) =>
        error === null ? resolve(opened) : reject(error),
      );
    });
  const execute = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      connection.exec(sql, (error) => (error === null ? resolve() : reject(error)));
    });

  /** Copies the database in the same way as `.backup` of the program sqlite3. */
  async function backUp(): Promise<void> {
    const copy = (connection as unknown as BackedUp).backup(backup, (error) =>
      expect(error).toBeNull(),
    );
    await new Promise<void>((resolve, reject) => {
      copy.step(-1, (error) => (error ? reject(error) : copy.finish(() => resolve())));
    });
  }

  /** The files that a killed server leaves, the older file first. */
  async function leaveBehind(): Promise<void> {
    await copyFile(path.join(folder, 'live.db'), file);
    await copyFile(path.join(folder, 'live.db-wal'), `${file}-wal`);
    const { mtime } = await stat(path.join(folder, 'live.db'));
    await utimes(file, mtime, mtime);
  }

  it('belongs to it if a server was killed', async () => {
    await leaveBehind();
    expect(isLogOfAnotherDatabase(file)).toBe(false);
  });

  it('belongs to it if the server was killed after a checkpoint', async () => {
    await execute('PRAGMA wal_checkpoint(PASSIVE)');
    await copyFile(path.join(folder, 'live.db-wal'), `${file}-wal`);
    await copyFile(path.join(folder, 'live.db'), file);
    expect(isLogOfAnotherDatabase(file)).toBe(false);
  });

  it('belongs to another file if a backup was copied over the file', async () => {
    await leaveBehind();
    await copyFile(backup, file);
    expect(isLogOfAnotherDatabase(file)).toBe(true);
  });

  it.each(['.backup', 'VACUUM INTO'])(
    'belongs to another file if a backup by %s was made while the log was in use',
    async (way) => {
      await execute('CREATE TABLE others (text); CREATE INDEX by_text ON others (text)');
      await rm(backup);
      if (way === '.backup') await backUp();
      else await execute(`VACUUM INTO '${backup}'`);
      await execute("INSERT INTO notes VALUES ('after the backup')");
      await leaveBehind();
      await copyFile(backup, file);
      expect(isLogOfAnotherDatabase(file)).toBe(true);
    },
  );

  it('belongs to it if the server was killed in a checkpoint that a reader delayed', async () => {
    const reader = await open(path.join(folder, 'live.db'));
    await promisify(reader.exec.bind(reader))('BEGIN; SELECT count(*) FROM notes');
    await execute("INSERT INTO notes VALUES ('the reader does not see it')");
    await execute('PRAGMA wal_checkpoint(PASSIVE)');
    await copyFile(path.join(folder, 'live.db-wal'), `${file}-wal`);
    await copyFile(path.join(folder, 'live.db'), file);
    await promisify(reader.close.bind(reader))();
    expect(isLogOfAnotherDatabase(file)).toBe(false);
  });

  it('is ignored if it is empty or missing', async () => {
    await leaveBehind();
    await rename(`${file}-wal`, path.join(folder, 'away'));
    expect(isLogOfAnotherDatabase(file)).toBe(false);
    await execute('PRAGMA wal_checkpoint(TRUNCATE)');
    await copyFile(path.join(folder, 'live.db-wal'), `${file}-wal`);
    await copyFile(backup, file);
    expect(isLogOfAnotherDatabase(file)).toBe(false);
  });
});
