import { createTestApi, DATABASES, type DatabaseName, type TestApi } from '../../support/api';
import { operations, type Operation } from '../../contract/document';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';
import { createRandom } from '../../contract/random';
import { createSampler } from '../../contract/sampler';
import { listEndpoints } from './list-endpoints';

interface Query {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * These lists show the whole installation, so they read an index from its end until the page is
 * full.
 */
const OF_THE_INSTALLATION = ['listTeams', 'listOperatorAuditEvents'];
/** Each value selects few rows by an index of its own. Sorting those costs nothing. */
const PICKING_FEW = /^(?:id|client_id|target_id)=/;
/** No index has the last uses, because each use would change it. */
const BY_LAST_USE = /^sort=-?last_used_at$/;

describe.each(DATABASES)('every list on %s', (on) => {
  let api: TestApi;
  let walletId: string;
  let own: TestDatabase | undefined;

  beforeAll(async () => {
    // A database that others have used has statistics, so its planner prefers other indexes.
    own = on === 'postgres' ? await createTestDatabase() : undefined;
    api = await createTestApi(on, own && { databaseUrl: own.url });
    const wallet = { name: 'w', currency: 'EUR' };
    const made = await api.as(api.team.owner).post('/v1/wallets').send(wallet).expect(201);
    walletId = (made.body as { id: string }).id;
  });
  afterAll(async () => {
    await api.close();
    await own?.drop();
  });

  const lists = () => {
    const names = new Set(listEndpoints(api.endpoints).map(({ operationId }) => operationId));
    return operations().filter(({ operationId }) => names.has(operationId));
  };

  it('is read in the order of an index, with and without each of its filters', async () => {
    const slow: string[] = [];
    let judged = 0;
    for (const list of lists()) {
      for (const query of queriesOf(list)) {
        const path = `${list.path.replace('{wallet_id}', walletId).replace('{team_id}', api.team.id)}?${query}`;
        const { status, asked } = await heardDuring(api, list, path);
        expect([path, status]).toEqual([path, 200]);
        const pages = asked.filter(({ sql }) => /order by .* limit/is.test(sql));
        judged += pages.length;
        for (const page of pages) {
          const faults = faultsOf(on, await planOf(api, on, page), {
            maySort: PICKING_FEW.test(query) || BY_LAST_USE.test(query),
            // Rows that are sorted may come from any index.
            mayReadAll: OF_THE_INSTALLATION.includes(list.operationId) || BY_LAST_USE.test(query),
          });
          slow.push(...faults.map((fault) => `${path}: ${fault}`));
        }
      }
    }
    expect(slow).toEqual([]);
    expect(judged).toBeGreaterThan(3 * lists().length);
  });
});

const callerOf = (api: TestApi, { path }: Operation) =>
  /^\/v1\/(?:teams|operator)/.test(path) ? api.operator : api.team.owner;

function queriesOf({ parameters }: Operation): readonly string[] {
  const sampler = createSampler(createRandom(1));
  const filters = parameters
    .filter((each) => each.in === 'query' && !/^(?:page_|sort)/.test(each.name))
    .map(({ name, schema }) => {
      const value = sampler.sample(schema);
      const values = Array.isArray(value) ? value.map(String) : [String(value)];
      return new URLSearchParams(values.map((one): [string, string] => [name, one])).toString();
    });
  const sort = parameters.find(({ name }) => name === 'sort')?.schema as {
    readonly enum: string[];
  };
  return ['', ...sort.enum.map((order) => `sort=${order}`), ...filters];
}

async function heardDuring(
  api: TestApi,
  list: Operation,
  path: string,
): Promise<{ readonly status: number; readonly asked: readonly Query[] }> {
  const asked: Query[] = [];
  const { knex } = api.database;
  const listener = ({ sql, bindings }: Query) => void asked.push({ sql, bindings });
  knex.on('query', listener);
  const { status } = await api.as(callerOf(api, list)).get(path);
  knex.removeListener('query', listener);
  return { status, asked };
}

/**
 * The steps of a plan. PostgreSQL would read its small tables completely, so it is told that only an index
 * is cheap. If it still sorts or reads a whole table, no index can serve.
 */
async function planOf(
  { database: { knex } }: TestApi,
  on: DatabaseName,
  { sql, bindings }: Query,
): Promise<readonly string[]> {
  const values = bindings as string[];
  if (on === 'sqlite') {
    const steps = (await knex.raw(`EXPLAIN QUERY PLAN ${sql}`, values)) as { detail: string }[];
    return steps.map(({ detail }) => detail);
  }
  return knex.transaction(async (transaction) => {
    for (const way of ['seqscan', 'bitmapscan', 'sort', 'incremental_sort']) {
      await transaction.raw(`SET LOCAL enable_${way} = off`);
    }
    const text = `EXPLAIN (FORMAT JSON) ${sql.replaceAll(/\$\d+/g, '?')}`;
    const { rows } = (await transaction.raw(text, values)) as {
      rows: readonly { 'QUERY PLAN': readonly { Plan: PlanNode }[] }[];
    };
    return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => stepsOf(Plan)));
  });
}

function stepsOf(node: PlanNode): readonly string[] {
  const { 'Node Type': type, 'Relation Name': table, Plans = [] } = node;
  const condition = node['Index Cond'] === undefined ? '' : ' by a condition';
  const step = table === undefined ? type : `${type} of ${table}${condition}`;
  return [step, ...Plans.flatMap(stepsOf)];
}

const SORTS = {
  sqlite: /USE TEMP B-TREE FOR ORDER BY/,
  postgres: /^(?:Incremental )?Sort$/,
} as const;
const READS_ALL = {
  sqlite: /^SCAN /,
  postgres: /^Seq Scan|^Index (?:Only )?Scan of \w+$/,
} as const;

function faultsOf(
  on: DatabaseName,
  plan: readonly string[],
  { maySort, mayReadAll }: { readonly maySort: boolean; readonly mayReadAll: boolean },
): readonly string[] {
  return plan.filter(
    (step) => (!maySort && SORTS[on].test(step)) || (!mayReadAll && READS_ALL[on].test(step)),
  );
}
