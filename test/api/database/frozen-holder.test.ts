import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import {
  hasPgBouncer,
  startPgBouncer,
  WITHOUT_PGBOUNCER,
  type PoolMode,
} from '../../support/pgbouncer';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

let own: TestDatabase;

beforeAll(async () => {
  own = await createTestDatabase();
  const database = openDatabase(own.url);
  await migrate(database);
  await database.knex('teams').insert({ id: 'team', name: 'team', created_at: 0, version: 1 });
  await database.close();
});

afterAll(() => own.drop());

const lockTeam = ({ dialect, knex }: Database) =>
  dialect.lockRows(knex('teams').where({ id: 'team' }).select('id'));

const suspend = (database: Database) =>
  database.run(() => database.knex('teams').where({ id: 'team' }).update({ suspended_at: 1 }));

/** What a replica that was frozen in the middle of a unit of work does when it is continued. */
interface Frozen {
  continue(): Promise<unknown>;
}

/** Of a frozen process, PostgreSQL sees what it sees of this one: a transaction that does nothing. */
async function freezeWithin(replica: Database): Promise<Frozen> {
  let thaw: () => void = () => undefined;
  const thawed = new Promise<void>((resolve) => (thaw = resolve));
  let outcome: Promise<unknown> = Promise.resolve();
  await new Promise<void>((locked) => {
    outcome = replica
      .run(async () => {
        await lockTeam(replica);
        locked();
        await thawed;
        await replica.knex('teams').where({ id: 'team' }).update({ suspended_at: null });
      })
      .catch((error: unknown) => error);
  });
  return {
    continue() {
      thaw();
      return outcome;
    },
  };
}

async function expectToEndWithin5Seconds(url: string): Promise<void> {
  const [frozen, other] = [openDatabase(url), openDatabase(url)];
  try {
    const holder = await freezeWithin(frozen);
    const startedAt = performance.now();
    expect(await suspend(other)).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(await holder.continue()).toMatchObject({
      code: expect.stringMatching(/^(25P03|08P01|KEYPLANE_DATABASE_TIMEOUT)$/),
    });
    const rows: unknown = await other.knex('teams').where({ id: 'team' }).select('suspended_at');
    expect(rows).toEqual([{ suspended_at: 1 }]);
  } finally {
    await Promise.all([frozen.close(), other.close()]);
  }
}

it('lets a row go that a frozen replica holds, within 5 seconds', async () => {
  await expectToEndWithin5Seconds(own.url);
});

const behindPgBouncer = hasPgBouncer ? it.each : it.skip.each;

behindPgBouncer<PoolMode>(['transaction', 'session'])(
  `does so behind PgBouncer in %s mode${hasPgBouncer ? '' : ` (${WITHOUT_PGBOUNCER})`}`,
  async (mode) => {
    const pooler = await startPgBouncer(own.url, mode, 8);
    try {
      await expectToEndWithin5Seconds(pooler.url);
    } finally {
      await pooler.stop();
    }
  },
);

it('says within 5 seconds that a row stays locked by somebody who has no such limit', async () => {
  const [person, replica] = [openDatabase(own.url), openDatabase(own.url)];
  const troubles: string[] = [];
  replica.onTrouble((trouble) => troubles.push(trouble));
  try {
    const open = await person.knex.transaction();
    await open.raw('SET LOCAL idle_in_transaction_session_timeout = 0');
    await person.dialect.lockRows(open('teams').where({ id: 'team' }).select('id'));
    const refused = suspend(replica).catch((error: unknown) => error);
    while ((await person.dialect.countLockWaits(person.knex)) === 0);
    expect(await refused).toMatchObject({ code: '55P03' });
    expect(troubles).toEqual(['lock_timeout']);
    await open.rollback();
    expect(await suspend(replica)).toBe(1);
  } finally {
    await Promise.all([person.close(), replica.close()]);
  }
});

it('does not limit a migration', async () => {
  const database = openDatabase(own.url);
  try {
    await database.knex.transaction(async (transaction) => {
      await database.dialect.lockMigrations(transaction);
      const { rows } = (await transaction.raw(
        `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`,
      )) as { rows: unknown[] };
      expect(rows).toEqual([{ statement: '0', lock: '0' }]);
    });
  } finally {
    await database.close();
  }
});
