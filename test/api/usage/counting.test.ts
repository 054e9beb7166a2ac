import type { Database } from '../../../api/database/database';
import { CALLERS_PER_DAY, type Use, type UsageLedger } from '../../../api/usage/usage';
import { createUsageService, type UsageService } from '../../../api/usage/usage-service';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';

const AT = new Date('2027-03-01T12:00:00Z');

describe.each(DATABASES)('the counting of uses on %s', (databaseName) => {
  let api: TestApi;
  let database: Database;
  const errors: unknown[] = [];
  const running: UsageService[] = [];

  beforeAll(async () => {
    api = await createTestApi(databaseName);
    ({ database } = api);
  });
  beforeEach(() => errors.splice(0));
  afterEach(() => Promise.all(running.splice(0).map((replica) => replica.close())));
  afterAll(() => api.close());

  /** Acts as one of several processes on the same database. */
  function replica(ledger: UsageLedger = api.slices.usageStore): UsageService {
    const usage = createUsageService({
      store: api.slices.keyStore,
      ledger,
      unitOfWork: database,
      creations: { recordUsed: () => Promise.resolve() },
      onError: (error) => errors.push(error),
      closeWithinMillis: 0,
    });
    running.push(usage);
    return usage;
  }

  const useOf = (keyId: string, address: string, at = AT): Use => ({
    keyId,
    secretVersion: null,
    firstUse: false,
    at,
    by: { kind: 'address', id: address },
  });

  let keys = 0;
  const newKey = async (): Promise<string> => {
    const { id } = api.team;
    const issued = await api.slices.memberKeys.issueApplicationKey({
      ownerKind: 'member',
      ownerId: api.team.owner.memberId,
      teamId: id,
      description: `Key ${++keys}`,
      creator: { id, keyId: null },
    });
    return issued.keyId;
  };

  const counted = (keyId: string) =>
    database
      .knex('key_usage')
      .where({ key_id: keyId })
      .orderBy(['day', 'caller_kind', 'caller_id']);

  async function usesOf(keyId: string): Promise<number> {
    const rows = (await counted(keyId)) as { uses: number }[];
    return rows.reduce((sum, { uses }) => sum + uses, 0);
  }

  test('adds up what several replicas count for one key', async () => {
    const keyId = await newKey();
    const later = new Date(AT.getTime() + 5000);
    const [one, other] = [replica(), replica()];
    for (let use = 0; use < 3; use++) one.record(useOf(keyId, '192.0.2.1', later));
    for (let use = 0; use < 4; use++) other.record(useOf(keyId, '192.0.2.1'));
    await Promise.all([one.flush(), other.flush()]);
    expect(await counted(keyId)).toEqual([
      {
        key_id: keyId,
        day: Math.floor(AT.getTime() / 86_400_000),
        caller_kind: 'address',
        caller_id: '192.0.2.1',
        uses: 7,
        last_used_at: later.getTime(),
      },
    ]);
    expect(errors).toEqual([]);
  });

  test('keeps the last use of two secrets apart, and gives the key the later one', async () => {
    const keyId = await newKey();
    const path = `/v1/application-keys/${keyId}/rotate`;
    await api.as(api.team.owner).post(path).send({ overlap: '1h' }).expect(200);
    const found = () => api.slices.keyStore.find(keyId);
    const [current, old] = (await found())?.secrets.map(({ version }) => version) ?? [];
    if (old === undefined || current === undefined) throw new Error('There are not two secrets.');
    const later = new Date(AT.getTime() + 5000);
    const usage = replica();
    usage.record({ ...useOf(keyId, '192.0.2.1', later), secretVersion: old });
    usage.record({ ...useOf(keyId, '192.0.2.1'), secretVersion: current });
    await usage.flush();
    expect(await found()).toMatchObject({
      lastUsedAt: later,
      secrets: [{ lastUsedAt: AT }, { lastUsedAt: later }],
    });
    expect(errors).toEqual([]);
  });

  test('does not wait for a locked key, and counts it afterwards', async () => {
    if (!database.dialect.locksRows) return;
    const [first, locked, last] = [await newKey(), await newKey(), await newKey()];
    const usage = replica();
    const holder = await database.knex.transaction();
    try {
      await database.dialect.lockRows(holder('keys').where({ id: locked }).select('id'));
      for (const keyId of [first, locked, last]) usage.record(useOf(keyId, '192.0.2.1'));
      await usage.flush();
      expect(await Promise.all([first, locked, last].map(usesOf))).toEqual([1, 0, 1]);
      expect([usage.pendingRows, errors]).toEqual([1, []]);
    } finally {
      await holder.rollback();
    }
    await usage.flush();
    expect(await Promise.all([first, locked, last].map(usesOf))).toEqual([1, 1, 1]);
  });

  test('loses nothing else if a used key has been deleted meanwhile', async () => {
    const keyId = await newKey();
    const usage = replica();
    usage.record(useOf('ak_gone', '192.0.2.1'));
    usage.record(useOf(keyId, '192.0.2.1'));
    await usage.flush();
    expect((await api.slices.keyStore.find(keyId))?.lastUsedAt).toEqual(AT);
    expect(errors).toEqual([]);
  });

  test('writes what is pending on a graceful stop', async () => {
    const keyId = await newKey();
    const stopping = replica();
    stopping.record(useOf(keyId, '192.0.2.1'));
    await stopping.close();
    expect(await usesOf(keyId)).toBe(1);
  });

  test('keeps the counts of a failed write for the next one, together with newer counts', async () => {
    const keyId = await newKey();
    let broken = true;
    const ledger: UsageLedger = {
      lockKeys: (keyIds) => api.slices.usageStore.lockKeys(keyIds),
      async add(counts) {
        await api.slices.usageStore.add(counts);
        if (broken) throw new Error('The connection is gone.');
      },
    };
    const usage = replica(ledger);
    usage.record(useOf(keyId, '192.0.2.1'));
    usage.record(useOf(keyId, '192.0.2.1'));
    await usage.flush();
    expect(errors).toHaveLength(1);
    expect(await usesOf(keyId)).toBe(0);
    broken = false;
    usage.record(useOf(keyId, '192.0.2.1'));
    await usage.flush();
    expect(await usesOf(keyId)).toBe(3);
    expect((await api.slices.keyStore.find(keyId))?.lastUsedAt).toEqual(AT);
  });

  test('never makes replicas wait for each other in a circle, in whatever order they write', async () => {
    const keyIds = await Promise.all(Array.from({ length: 12 }, newKey));
    const replicas = [replica(), replica()];
    const rounds = 15;
    for (let round = 1; round <= rounds; round++) {
      replicas.forEach((each, turn) => {
        keyIds.forEach((keyId, at) => {
          // For some keys the first process saw the later use, and for others the second, so
          // neither one updates all of them.
          const lead = (at + turn) % 2 === 0 ? round * 1000 : 0;
          each.record(useOf(keyId, '192.0.2.1', new Date(AT.getTime() + lead)));
        });
      });
      await Promise.all(replicas.map((each) => each.flush()));
    }
    for (const each of replicas) await each.flush();
    expect(errors).toEqual([]);
    for (const keyId of keyIds) expect(await usesOf(keyId)).toBe(2 * rounds);
  });

  test('keeps a limited number of callers apart for one key and day, however many replicas count', async () => {
    const keyId = await newKey();
    const replicas = Array.from({ length: 6 }, () => replica());
    replicas.forEach((each, at) => {
      for (let caller = 0; caller < CALLERS_PER_DAY; caller++) {
        each.record(useOf(keyId, `192.0.${at}.${caller}`));
      }
    });
    await Promise.all(replicas.map((each) => each.flush()));
    // Keys that the other process has locked wait for the next flush.
    for (const each of replicas) await each.flush();
    const rows = (await counted(keyId)) as { caller_kind: string; uses: number }[];
    expect(rows.filter(({ caller_kind }) => caller_kind === 'address')).toHaveLength(
      CALLERS_PER_DAY,
    );
    expect(rows.filter(({ caller_kind }) => caller_kind === 'other')).toMatchObject([
      { uses: 5 * CALLERS_PER_DAY },
    ]);
  });

  test('counts callers by name until all places are taken, and they keep their places', async () => {
    const keyId = await newKey();
    const use = (caller: number) => ({
      keyId,
      day: 2,
      caller: { kind: 'address', id: `192.0.2.${caller}` } as const,
      uses: 1,
      lastUsedAt: new Date(2 * 86_400_000),
    });
    for (let caller = 0; caller < CALLERS_PER_DAY + 2; caller++) {
      await api.slices.usageStore.add([use(caller)]);
    }
    await api.slices.usageStore.add([use(0), use(CALLERS_PER_DAY + 2)]);
    const rows = (await counted(keyId)) as { caller_id: string; uses: number }[];
    expect(rows).toHaveLength(CALLERS_PER_DAY + 1);
    expect(rows).toContainEqual(expect.objectContaining({ caller_id: '192.0.2.0', uses: 2 }));
    expect(rows).toContainEqual(expect.objectContaining({ caller_kind: 'other', uses: 3 }));
  });

  test('counts more keys in one write than one statement takes', async () => {
    const counts = Array.from({ length: 1200 }, (_, at) => ({
      keyId: `ak_many${String(at).padStart(4, '0')}`,
      day: 1,
      caller: { kind: 'address', id: '192.0.2.1' } as const,
      uses: 1,
      lastUsedAt: new Date(86_400_000),
    }));
    await api.slices.usageStore.add(counts);
    await api.slices.usageStore.add(counts);
    const rows = await database.knex('key_usage').where({ day: 1, uses: 2 });
    expect(rows).toHaveLength(1200);
  });

  test('reads the counts once for all keys, even if the statistics are out of date', async () => {
    const count = {
      keyId: 'ak_stale',
      day: 1,
      caller: { kind: 'address', id: '192.0.2.1' } as const,
      uses: 1,
      lastUsedAt: new Date(86_400_000),
    };
    const reads: { sql: string; bindings: string[] }[] = [];
    const note = (query: { sql: string; bindings: string[] }) =>
      void (/^select.*key_usage/s.test(query.sql) && reads.push(query));
    database.knex.on('query', note);
    await api.slices.usageStore.add([count]);
    database.knex.removeListener('query', note);

    expect(reads).toHaveLength(1);
    const explain = databaseName === 'postgres' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
    const sql = reads[0]!.sql.replace('$1', '?');
    const plan = JSON.stringify(await database.knex.raw(`${explain} ${sql}`, reads[0]!.bindings));
    expect(plan).toMatch(/key_usage/);
    // Each of these steps reads once for every single key.
    expect(plan).not.toMatch(/SubPlan|CORRELATED/);
  });

  test('forgets what it counted, by day', async () => {
    const keyId = await newKey();
    const usage = replica();
    const day = 86_400_000;
    for (const at of [AT, new Date(AT.getTime() - day)]) usage.record(useOf(keyId, 'x', at));
    await usage.flush();
    await api.slices.usageStore.purge(AT);
    expect(await counted(keyId)).toMatchObject([{ last_used_at: AT.getTime(), uses: 1 }]);
  });
});
