import { randomUUID } from 'node:crypto';
import type { ChangeSource } from '../../../api/database/dialects/change-log';
import { createChangeLog } from '../../../api/database/dialects/change-log';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { createKnexKeyStore } from '../../../api/keys/knex-key-store';
import { DATABASES, type DatabaseName } from '../../support/api';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

/**
 * Every table that a verification reads, and the column with the ID of the object that a row is
 * about.
 */
const ABOUT = {
  keys: 'id',
  key_secrets: 'key_id',
  members: 'id',
  operators: 'id',
  service_accounts: 'id',
  service_account_roles: 'service_account_id',
  roles: 'id',
  service_keys: 'id',
  teams: 'id',
  revoked_access_tokens: 'jti',
} as const;

type Table = keyof typeof ABOUT;
type Row = Record<string, string | number | boolean | null>;

const TABLES = Object.keys(ABOUT) as Table[];
/** A cached credential may depend on rows of these tables that did not exist before. */
const HEARD_WHEN_MADE: readonly Table[] = [
  'key_secrets',
  'service_account_roles',
  'revoked_access_tokens',
];

describe.each(DATABASES)('a change on %s is heard', (on) => {
  let own: TestDatabase | undefined;
  let database: Database;
  /**
   * The source without the feed around it, because on a slow machine the feed would not trust what
   * it heard.
   */
  let source: ChangeSource;
  const log = createChangeLog();

  beforeAll(async () => {
    own = on === 'postgres' ? await createTestDatabase() : undefined;
    database = openDatabase(own?.url ?? 'sqlite::memory:');
    await migrate(database);
    await dropForeignKeys(database, on);
    source = database.dialect.changeSource(database.knex, log, database.reader);
    await source.catchUp();
  });

  afterAll(async () => {
    await source.close();
    await database.close();
    await own?.drop();
  });

  const columnsOf = async (table: Table) =>
    Object.entries(await database.knex(table).columnInfo()).map(([name, { type }]) => ({
      name,
      isNumber: /int|boolean/.test(type),
      isBoolean: type === 'boolean',
    }));

  type Column = Awaited<ReturnType<typeof columnsOf>>[number];

  let drawn = 0;
  const drawValue = ({ isNumber, isBoolean }: Column) =>
    isBoolean ? (drawn += 1) % 2 === 0 : isNumber ? (drawn += 1) : randomUUID();

  /** A row whose values no other row has. It counts as used before. */
  async function insert(table: Table, given: Row = {}): Promise<Row> {
    const drawnRow = (await columnsOf(table)).map((column) => [column.name, drawValue(column)]);
    const row = { ...Object.fromEntries(drawnRow), ...given } as Row;
    await database.knex(table).insert(row);
    await source.catchUp();
    return row;
  }

  const update = (table: Table, row: Row, values: Row) =>
    database
      .knex(table)
      .where(ABOUT[table], row[ABOUT[table]] ?? '')
      .update(values);

  /**
   * Whether the statement, run outside of any unit of work, is heard as a change of this ID, and of no
   * other.
   */
  async function isHeard(id: string, statement: () => Promise<unknown>): Promise<boolean> {
    const { position } = log;
    await statement();
    await source.catchUp();
    expect(log.holdsSince(position, ['somebody else'])).toBe(true);
    return !log.holdsSince(position, [id]);
  }

  const idOf = (table: Table, row: Row) => String(row[ABOUT[table]]);

  test.each(TABLES)('when any column of %s changes', async (table) => {
    const unheard: string[] = [];
    const columns = await columnsOf(table);
    expect(columns.length).toBeGreaterThan(1);
    for (const column of columns) {
      const row = await insert(table);
      const before = row[column.name];
      const value = column.isBoolean ? !before : drawValue(column);
      const change = () => update(table, row, { [column.name]: value } as Row);
      if (!(await isHeard(idOf(table, row), change))) unheard.push(column.name);
    }
    expect(unheard).toEqual([]);
  });

  test.each(TABLES)('when a row of %s is deleted, unless the row had expired', async (table) => {
    const row = await insert(table);
    const remove = () => database.knex(table).where(ABOUT[table], idOf(table, row)).delete();
    expect(await isHeard(idOf(table, row), remove)).toBe(table !== 'revoked_access_tokens');
  });

  test.each(TABLES)('when a row of %s is inserted that other rows depend on', async (table) => {
    const id = randomUUID();
    const make = () => insert(table, { [ABOUT[table]]: id });
    expect(await isHeard(id, make)).toBe(HEARD_WHEN_MADE.includes(table));
  });

  test('when a key is used the first time, and not when it is used again', async () => {
    const keyId = randomUUID();
    const use = (at: number) => () =>
      createKnexKeyStore(database).markUsed([
        { keyId, secretVersion: 1, lastUsedAt: new Date(at), firstUse: true },
      ]);
    await insert('keys', { id: keyId, used: false });
    expect(await isHeard(keyId, use(1000))).toBe(true);
    expect(await isHeard(keyId, use(2000))).toBe(false);
  });

  test.each(TABLES)('when a row of %s moves to another object, for both objects', async (table) => {
    const row = await insert(table);
    const other = randomUUID();
    const { position } = log;
    await update(table, row, { [ABOUT[table]]: other });
    await source.catchUp();
    expect(log.holdsSince(position, [idOf(table, row)])).toBe(false);
    expect(log.holdsSince(position, [other])).toBe(false);
  });
});

test('and forgotten on sqlite once every process has heard it', async () => {
  const database = openDatabase('sqlite::memory:');
  await migrate(database);
  const changes = () => database.knex('changes').pluck('id');
  const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;
  await database.knex('changes').insert([
    { id: 'old', changed_at: hoursAgo(2) },
    { id: 'new', changed_at: hoursAgo(0) },
  ]);
  const feed = database.followChanges({ onOutage: () => undefined, onRecovery: () => undefined });
  await eventually(async () => expect(await changes()).toEqual(['new']));
  expect(feed.isCurrent()).toBe(true);
  await database.close();
});

/** Foreign keys are off, so that a row can be changed whatever refers to it. */
async function dropForeignKeys({ knex }: Database, on: DatabaseName): Promise<void> {
  if (on === 'sqlite') return void (await knex.raw('PRAGMA foreign_keys = OFF'));
  const { rows } = (await knex.raw(
    `SELECT conrelid::regclass AS table, conname AS name FROM pg_constraint WHERE contype = 'f'`,
  )) as { rows: { table: string; name: string }[] };
  for (const { table, name } of rows) {
    await knex.raw(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`);
  }
}
