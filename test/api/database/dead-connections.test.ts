import { openDatabase, type Database } from '../../../api/database/database';
import { serverLimits } from '../../../api/database/dialects/postgres-limits';
import { migrate } from '../../../api/database/migrate';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';
import { createSeverableProxy, type SeverableProxy } from '../../support/severable-proxy';
import { startStopwatch } from '../../support/stopwatch';

const POOL = 'keyplane';
const SIZE = 4;

let own: TestDatabase;
let proxy: SeverableProxy;
let database: Database;
let troubles: string[];

beforeAll(async () => {
  own = await createTestDatabase();
  const direct = openDatabase(own.url);
  await migrate(direct);
  await direct.close();
});

afterAll(() => own.drop());

beforeEach(async () => {
  proxy = await createSeverableProxy(own.url);
  database = openDatabase(proxy.url, { poolSize: SIZE, limits: serverLimits(15) });
  troubles = [];
  database.onTrouble((trouble) => troubles.push(trouble));
  await fillPool();
});

afterEach(async () => {
  await database.close();
  await proxy.close();
});

const read = () => database.knex('teams').select('id');

/** Each query keeps its connection until all of them have one. */
async function fillPool(): Promise<void> {
  let holding = 0;
  const hold = () =>
    database.knex.transaction(async (transaction) => {
      await transaction.raw('SELECT 1');
      holding += 1;
      await eventually(() => expect(holding).toBe(SIZE));
    });
  await Promise.all(Array.from({ length: SIZE }, hold));
  expect(proxy.open(POOL)).toBe(SIZE);
}

/** Acts like a firewall that has forgotten all connections: none is reset, and new ones work. */
function forgetConnections(): void {
  proxy.sever(POOL, 'silence');
  proxy.heal();
}

it('answers again after one failure, although every connection of the pool is dead', async () => {
  forgetConnections();
  const first = await read().catch((error: unknown) => error);
  expect(first).toMatchObject({ code: 'KEYPLANE_DATABASE_TIMEOUT' });
  expect(await Promise.all(Array.from({ length: 2 * SIZE }, read))).toHaveLength(2 * SIZE);
  expect(troubles).toEqual(['connection_abandoned']);
});

it('fails the work in progress on dead connections, and new units of work succeed', async () => {
  let begun = 0;
  const work = Array.from({ length: SIZE }, () =>
    database.run(async () => {
      begun += 1;
      if (begun === SIZE) forgetConnections();
      await eventually(() => expect(begun).toBe(SIZE));
      await read();
    }),
  );
  for (const outcome of await Promise.all(work.map((each) => each.catch((e: unknown) => e)))) {
    expect(outcome).toMatchObject({ code: 'KEYPLANE_DATABASE_TIMEOUT' });
  }
  expect(await database.run(() => read())).toEqual([]);
});

it('gives the reason if PostgreSQL ends a connection in the middle of a unit of work', async () => {
  const ended = database.run(async () => {
    const { rows } = (await database.knex.raw('SELECT pg_backend_pid() AS pid')) as {
      rows: { pid: number }[];
    };
    const other = openDatabase(own.url);
    await other.knex.raw('SELECT pg_terminate_backend(?, 5000)', [rows[0]?.pid ?? 0]);
    await other.close();
    await read();
  });
  await expect(ended).rejects.toMatchObject({
    code: expect.stringMatching(/^(57P01|KEYPLANE_DATABASE_TIMEOUT)$/),
  });
  expect(await database.run(() => read())).toEqual([]);
});

it('closes within moments, although the network passes nothing', async () => {
  proxy.sever(POOL, 'silence');
  const stopwatch = startStopwatch();
  await database.close();
  expect(stopwatch.stop()).toBeLessThan(5000);
});
