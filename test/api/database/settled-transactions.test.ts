import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SqliteConnection } from '../../../api/database/dialects/kept-statements';
import {
  settleTransactions,
  type SettledConnection,
} from '../../../api/database/dialects/settled-transactions';
import { openDatabase, type Database } from '../../../api/database/database';

describe('a transaction of a SQLite connection', () => {
  let folder: string;
  let database: Database;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-transactions-'));
    database = openDatabase(`sqlite:${path.join(folder, 'keyplane.db')}`);
    await database.knex.schema.createTable('notes', (table) => table.text('text'));
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const insert = (text: string) => database.knex('notes').insert({ text });
  const texts = async () =>
    ((await database.knex('notes').select()) as { text: string }[]).map(({ text }) => text);

  it('runs no further statement if it found no space, even if its work ignores that', async () => {
    await database.knex.raw('PRAGMA max_page_count = 1');
    const work = database.run(async () => {
      await insert('first');
      await insert('x'.repeat(100_000)).catch(() => undefined);
      await insert('last').catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(await texts()).toEqual([]);
    await database.knex.raw('PRAGMA max_page_count = 1000');
  });

  it('may go on if it broke a constraint', async () => {
    await database.knex.raw('CREATE UNIQUE INDEX once ON notes (text)');
    await database.run(async () => {
      await insert('first');
      await expect(insert('first')).rejects.toThrow('UNIQUE');
      await insert('second');
    });
    expect(await texts()).toEqual(['first', 'second']);
  });
});

/** A connection on which the test decides how each statement ends. */
class ScriptedConnection {
  readonly seen: string[] = [];

  constructor(readonly failing: Readonly<Record<string, string>>) {}

  readonly all: SqliteConnection['all'] = (sql, _bindings, done) => this.carryOut(sql, done);
  readonly run = this.all;
  readonly exec: SqliteConnection['exec'] = (sql, done) => this.carryOut(sql, done);

  private carryOut(sql: string, done: (error: Error | null) => void): void {
    this.seen.push(sql);
    const message = this.failing[sql];
    done(message === undefined ? null : new Error(message));
  }
}

describe('a connection', () => {
  function settled(failing: Readonly<Record<string, string>>) {
    const scripted = new ScriptedConnection(failing);
    const connection = scripted as unknown as SettledConnection;
    settleTransactions(connection);
    const outcomeOf = (sql: string) =>
      new Promise<string | null>((resolve) => {
        connection.all(sql, [], (error) => resolve(error && error.message));
      });
    return { connection, outcomeOf, seen: scripted.seen };
  }

  it('rolls back what could not be committed, and says why it could not', async () => {
    const { connection, outcomeOf, seen } = settled({ 'COMMIT;': 'SQLITE_BUSY' });
    await outcomeOf('BEGIN IMMEDIATE;');
    expect(await outcomeOf('COMMIT;')).toBe('SQLITE_BUSY');
    expect(seen.at(-1)).toBe('ROLLBACK');
    expect(connection.inDoubt).toBeUndefined();
  });

  it('is in doubt if it cannot even roll back', async () => {
    const { connection, outcomeOf } = settled({ 'COMMIT;': 'broken', ROLLBACK: 'broken, too' });
    await outcomeOf('BEGIN IMMEDIATE;');
    expect(await outcomeOf('COMMIT;')).toBe('broken');
    expect(connection.inDoubt?.message).toBe('broken, too');
  });

  it('is not in doubt if SQLite has rolled back by itself', async () => {
    const failing = { ROLLBACK: 'SQLITE_ERROR: cannot rollback - no transaction is active' };
    const { connection, outcomeOf } = settled(failing);
    await outcomeOf('BEGIN IMMEDIATE;');
    expect(await outcomeOf('ROLLBACK')).toBeNull();
    expect(connection.inDoubt).toBeUndefined();
  });
});
