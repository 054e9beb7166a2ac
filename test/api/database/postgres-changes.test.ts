import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ChangeSource } from '../../../api/database/dialects/change-log';
import { createChangeLog, type ChangeLog } from '../../../api/database/dialects/change-log';
import { openDatabase, type Database } from '../../../api/database/database';
import { forgetBefore } from '../../../api/database/dialects/postgres-change-source';
import { migrate } from '../../../api/database/migrate';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

let own: TestDatabase;
let database: Database;
let source: ChangeSource;
let log: ChangeLog;

beforeAll(async () => {
  own = await createTestDatabase();
  database = openDatabase(own.url);
  await migrate(database);
  await dropNotifications(database.knex);
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

beforeEach(async () => {
  log = createChangeLog();
  source = database.dialect.changeSource(database.knex, log, database.reader);
  await source.catchUp();
});

afterEach(() => source.close());

/** The changes that a read of the feed has to find by itself, without a notification. */
async function dropNotifications(knex: Knex): Promise<void> {
  const { rows } = (await knex.raw(
    `SELECT pg_get_functiondef('keyplane_notify_change'::regproc) AS definition`,
  )) as { rows: { definition: string }[] };
  const quiet = (rows[0]?.definition ?? '').replace(/PERFORM pg_notify[^;]*;/, '');
  expect(quiet).not.toContain('pg_notify');
  await knex.raw(quiet.replaceAll('?', '\\?'));
}

const createTeam = async (): Promise<string> => {
  const id = randomUUID();
  await database.knex('teams').insert({ id, name: id, created_at: 0, version: 1 });
  return id;
};

const change = (knex: Knex, id: string) =>
  knex('teams').where({ id }).update({ name: randomUUID() });

/** The given IDs that the next read reports. */
async function heard(ids: readonly string[]): Promise<readonly string[]> {
  const { position } = log;
  await source.catchUp();
  return ids.filter((id) => !log.holdsSince(position, [id]));
}

it('learns of two transactions that do not commit in the order in which they began to write', async () => {
  const [early, late] = [await createTeam(), await createTeam()];
  const [first, second] = [await database.knex.transaction(), await database.knex.transaction()];
  await change(first, early);
  await change(second, late);
  expect(await heard([early, late])).toEqual([]);
  await second.commit();
  expect(await heard([early, late])).toEqual([late]);
  await first.commit();
  expect(await heard([early, late])).toEqual([early]);
  expect(await heard([early, late])).toEqual([]);
});

it('hears of a transaction that began before the first read', async () => {
  const [id, other] = [await createTeam(), await createTeam()];
  const open = await database.knex.transaction();
  await change(open, id);
  await change(database.knex, other);
  await source.close();
  log = createChangeLog();
  source = database.dialect.changeSource(database.knex, log, database.reader);
  await source.catchUp();
  await open.commit();
  expect(await heard([id])).toEqual([id]);
});

it('hears of what was written within a savepoint, and not of what was rolled back', async () => {
  const [kept, undone] = [await createTeam(), await createTeam()];
  await database.knex.transaction(async (transaction) => {
    await transaction.transaction((savepoint) => change(savepoint, kept));
    const refused = transaction.transaction(async (savepoint) => {
      await change(savepoint, undone);
      throw new Error('undone');
    });
    await expect(refused).rejects.toThrow('undone');
  });
  expect(await heard([kept, undone])).toEqual([kept]);
});

it('finds each change once, however long another transaction stays open', async () => {
  const [held, id] = [await createTeam(), await createTeam()];
  const open = await database.knex.transaction();
  await change(open, held);
  await change(database.knex, id);
  expect(await heard([id])).toEqual([id]);
  expect(await heard([id, held])).toEqual([]);
  await open.rollback();
  expect(await heard([id, held])).toEqual([]);
});

it('hears over a new connection what was changed while the last one was broken', async () => {
  const id = await createTeam();
  await database.knex.raw(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'keyplane changes' AND datname = current_database()`,
  );
  await change(database.knex, id);
  const { position } = log;
  await expect(source.catchUp()).rejects.toThrow();
  // A new connection takes a moment.
  for (;;)
    if (
      await source.catchUp().then(
        () => true,
        () => false,
      )
    )
      break;
  expect(log.holdsSince(position, [id])).toBe(false);
  expect(log.holdsSince(position, ['somebody else'])).toBe(true);
});

it.each(['revoked_access_tokens', 'changes'])(
  'treats everything as changed after TRUNCATE of %s',
  async (table) => {
    await database.knex.raw(`TRUNCATE ${table}`);
    expect(await heard(['anybody'])).toEqual(['anybody']);
  },
);

it('forgets what older transactions have changed, and keeps the rest', async () => {
  const rows = () => database.knex('changes').count<{ count: number }[]>({ count: '*' });
  const id = await createTeam();
  for (let turn = 0; turn < 3; turn += 1) await change(database.knex, id);
  const { rows: last } = (await database.knex.raw(
    'SELECT max(changed_by::text::bigint) AS id FROM changes',
  )) as { rows: { id: number }[] };
  await forgetBefore(database.knex, String(last[0]?.id));
  expect(await rows()).toEqual([{ count: 1 }]);
});
