import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Database as Connection } from 'sqlite3';
import { openDatabase, type Database } from '../../../api/database/database';
import { checkpointLongLog, logBytesOf } from '../../../api/database/dialects/sqlite-checkpoints';
import { createLogKeeper } from '../../../api/database/dialects/sqlite-log-keeper';

const LONG = 1_000_000;

describe('a write-ahead log that has grown', () => {
  let folder: string;
  let file: string;
  let database: Database;
  let reader: Connection;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-log-'));
    file = path.join(folder, 'keyplane.db');
    database = openDatabase(`sqlite:${file}`, { busyTimeoutMillis: 2000 });
    await database.knex.schema.createTable('notes', (table) => table.text('text'));
    reader = await open();
  });
  afterEach(async () => {
    await new Promise((resolve) => reader.close(resolve));
    await database.close();
    await rm(folder, { recursive: true });
  });

  const open = () =>
    new Promise<Connection>((resolve, reject) => {
      const opened: Connection = new Connection(file, (error) =>
        error === null ? resolve(opened) : reject(error),
      );
    });
  const read = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      reader.exec(sql, (error) => (error === null ? resolve() : reject(error)));
    });
  const write = (text: string) => database.run(() => database.knex('notes').insert({ text }));

  it('is shortened once nobody reads an old snapshot', async () => {
    await read('BEGIN; SELECT * FROM notes');
    await write('x'.repeat(3_000_000));
    const { bytesBefore, bytesAfter } = await checkpointLongLog(file, LONG);
    expect(bytesBefore).toBeGreaterThan(3_000_000);
    expect(bytesAfter).toBe(bytesBefore);

    await read('COMMIT');
    expect((await checkpointLongLog(file, LONG)).bytesAfter).toBe(0);
    await write('and writing goes on');
    expect(await database.knex('notes')).toHaveLength(2);
  });

  it('delays no writer while it cannot be shortened', async () => {
    await read('BEGIN; SELECT * FROM notes');
    await write('x'.repeat(3_000_000));
    const checkpoint = checkpointLongLog(file, LONG);
    await write('meanwhile');
    await checkpoint;
    expect(await database.knex('notes')).toHaveLength(2);
    await read('COMMIT');
  });

  it('is left alone as long as it is short', async () => {
    await write('short');
    const bytes = logBytesOf(file);
    expect(bytes).toBeGreaterThan(0);
    expect(await checkpointLongLog(file, LONG)).toEqual({ bytesBefore: bytes, bytesAfter: bytes });
  });

  it('is warned of once while it cannot be shortened, and again after it was shortened', async () => {
    const told: string[] = [];
    const sizes = { longBytes: LONG, warnedBytes: LONG };
    const keep = createLogKeeper(file, (_level, message) => told.push(message), sizes);
    await read('BEGIN; SELECT * FROM notes');
    await write('x'.repeat(3_000_000));
    await keep();
    await keep();
    expect(told).toEqual([
      expect.stringMatching(/keyplane\.db-wal has 3 MiB and cannot be shortened/),
    ]);
    await read('COMMIT');
    await keep();
    await read('BEGIN; SELECT * FROM notes');
    await write('x'.repeat(3_000_000));
    await keep();
    expect(told).toHaveLength(2);
    await read('COMMIT');
  });
});
