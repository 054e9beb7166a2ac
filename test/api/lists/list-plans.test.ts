import type { Knex } from 'knex';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { listEndpoints } from './list-endpoints';

describe.each(DATABASES)('the pages of lists on %s', (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on);
  });
  afterAll(() => api.close());

  /** How the database carries out the queries of a page that begins in the middle. */
  async function plansOf(read: () => Promise<unknown>): Promise<string> {
    const seen: { sql: string; bindings: readonly Knex.RawBinding[] }[] = [];
    const listen = (query: { sql: string; bindings: readonly Knex.RawBinding[] }) => {
      if (/^select .* order by .* limit /.test(query.sql)) seen.push(query);
    };
    const { knex } = api.database;
    knex.on('query', listen);
    await api.database.run(read);
    knex.removeListener('query', listen);
    expect(seen.length).toBeGreaterThan(0);
    const explain = on === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
    return api.database.run(async () => {
      // Empty tables would be read from end to end.
      if (on === 'postgres') await knex.raw('SET LOCAL enable_seqscan = off');
      if (on === 'postgres') await knex.raw('SET LOCAL enable_bitmapscan = off');
      const lines: string[] = [];
      for (const { sql, bindings } of seen) {
        const text = sql.replaceAll(/\$\d+/g, '?');
        const plan = (await knex.raw(`${explain} ${text}`, [...bindings])) as
          { detail: string }[] | { rows: { 'QUERY PLAN': string }[] };
        lines.push(
          ...(Array.isArray(plan)
            ? plan.map(({ detail }) => detail)
            : plan.rows.map((row) => row['QUERY PLAN'])),
        );
      }
      return lines.join('\n');
    });
  }

  it.each(['newest-first', 'oldest-first'] as const)(
    'are read by an index that has their order, %s',
    async (order) => {
      const { slices, team } = api;
      const page = { size: 2, order, ids: undefined };
      const teamId = team.id;
      const after = (prefix: string) => ({
        ...page,
        after: `${prefix}_01k9t3x0v6m8q2w4e5r7y9z1ab`,
      });
      const keys = { family: 'service_account_key', teamId } as const;
      const lists: Readonly<Record<string, () => Promise<unknown>>> = {
        keys: () => slices.keyStore.list(keys, after('sak'), new Date()),
        creations: () =>
          slices.creationStore.list({ teamId }, { ...page, after: '1700000000000.role_0' }),
        notifications: () =>
          slices.notificationStore.list(team.owner.memberId, { read: undefined }, after('ntf')),
      };
      for (const [name, read] of Object.entries(lists)) {
        const plan = await plansOf(read);
        expect([name, plan]).toEqual([name, expect.not.stringMatching(/TEMP B-TREE|\bSort\b/)]);
        expect([name, plan]).toEqual([name, expect.stringMatching(/USING INDEX|Index Scan/)]);
      }
    },
  );

  it('are those of every list that takes a page token', () => {
    expect(listEndpoints(api.endpoints)).toHaveLength(15);
  });
});
