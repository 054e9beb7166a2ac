import { Client } from 'pg';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import {
  hasPgBouncer,
  startPgBouncer,
  WITHOUT_PGBOUNCER,
  type PoolMode,
} from '../../support/pgbouncer';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';
import { startStopwatch } from '../../support/stopwatch';

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

/** The behavior of a replica that was frozen in the middle of a unit of work and then continues. */
interface Frozen {
  continue(): Promise<readonly unknown[]>;
}

/** To PostgreSQL, a frozen process looks like this: a transaction that does nothing. */
async function freezeWithin(replica: Database, transactions: number): Promise<Frozen> {
  let thaw: () => void = () => undefined;
  const thawed = new Promise<void>((resolve) => (thaw = resolve));
  const outcomes: Promise<unknown>[] = [];
  await new Promise<void>((locked) => {
    for (let count = 0; count < transactions; count += 1) {
      const work = replica.run(async () => {
        await lockTeam(replica);
        locked();
        await thawed;
        await replica.knex('teams').where({ id: 'team' }).update({ suspended_at: null });
      });
      outcomes.push(work.catch((error: unknown) => error));
    }
  });
  await eventually(async () => {
    expect(await replica.dialect.countLockWaits(replica.knex)).toBe(transactions - 1);
  });
  return {
    continue() {
      thaw();
      return Promise.all(outcomes);
    },
  };
}

async function expectToEndWithin5Seconds(url: string, transactions: number): Promise<void> {
  const [frozen, other] = [openDatabase(url), openDatabase(url)];
  const holder = await freezeWithin(frozen, transactions);
  try {
    const stopwatch = startStopwatch();
    expect(await suspend(other)).toBe(1);
    expect(stopwatch.stop()).toBeLessThan(5000);
    for (const outcome of await holder.continue()) {
      expect(outcome).toMatchObject({
        code: expect.stringMatching(/^(25P03|57P01|08P01|KEYPLANE_DATABASE_TIMEOUT)$/),
      });
    }
    const rows: unknown = await other.knex('teams').where({ id: 'team' }).select('suspended_at');
    expect(rows).toEqual([{ suspended_at: 1 }]);
  } finally {
    await holder.continue();
    await Promise.all([frozen.close(), other.close()]);
  }
}

it.each([1, 5])(
  'frees a row within 5 seconds if a frozen replica has %s transactions that lock it',
  async (transactions) => {
    await expectToEndWithin5Seconds(own.url, transactions);
  },
);

const behindPgBouncer = hasPgBouncer ? it.each : it.skip.each;

behindPgBouncer<PoolMode>(['transaction', 'session'])(
  `does so behind PgBouncer in %s mode${hasPgBouncer ? '' : ` (${WITHOUT_PGBOUNCER})`}`,
  async (mode) => {
    const pooler = await startPgBouncer(own.url, mode, 12);
    try {
      await expectToEndWithin5Seconds(pooler.url, 5);
    } finally {
      await pooler.stop();
    }
  },
);

it('says within 5 seconds that another program keeps a row locked', async () => {
  const person = new Client({ connectionString: own.url });
  const replica = openDatabase(own.url);
  const troubles: string[] = [];
  replica.onTrouble((trouble) => troubles.push(trouble));
  try {
    await person.connect();
    await person.query("BEGIN; SELECT id FROM teams WHERE id = 'team' FOR UPDATE");
    const stopwatch = startStopwatch();
    await expect(suspend(replica)).rejects.toMatchObject({ code: '55P03' });
    expect(stopwatch.stop()).toBeLessThan(6000);
    expect(troubles).toEqual(['lock_timeout']);
    await person.query('ROLLBACK');
    expect(await suspend(replica)).toBe(1);
  } finally {
    await person.end();
    await replica.close();
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
