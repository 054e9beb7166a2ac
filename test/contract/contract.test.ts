import { createTestApi, DATABASES, type TestApi } from '../support/api';
import { effort } from '../support/effort';
import { answerFaults } from './answer-faults';
import { operations, type Operation } from './document';
import { fuzzEveryOperation } from './fuzz';
import { createWorld } from './world';

/**
 * `npm run check:contract` draws a seed, which a run shows, and `KEYPLANE_CONTRACT_SEED=7 npx jest test/contract`
 * repeats that run. All other runs send the same requests, so that none fails by chance.
 */
const seedGiven = process.env['KEYPLANE_CONTRACT_SEED'] ?? '1';
const seed = seedGiven === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(seedGiven);
/** `npm run check:contract` sends many more. */
const perOperation = Number(
  process.env['KEYPLANE_CONTRACT_REQUESTS'] ?? effort({ full: 8, fast: 2 }),
);

describe.each(DATABASES)(`every answer on %s (seed ${seed})`, (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on, { signUp: 'open' });
  });

  afterAll(() => api.close());

  it('is never 304, because a body contains more than the version in its ETag', async () => {
    const { kept } = await createWorld(api, 'versioned');
    const versioned: string[] = [];
    const faults: string[] = [];
    for (const operation of operations()) {
      const path = operation.method === 'get' ? concretePath(operation, kept) : undefined;
      if (path === undefined) continue;
      const isForOperator = /^\/v1\/(?:teams|operator)/.test(path);
      const reader = api.as(isForOperator ? api.operator : api.team.owner);
      const etag = (await reader.get(path)).get('etag');
      if (etag !== undefined) versioned.push(operation.operationId);
      const answer = await reader.get(path).set('If-None-Match', etag ?? '*');
      faults.push(...answerFaults(operation, { ...answer, body: answer.text ?? '' }));
      expect([operation.operationId, answer.status]).not.toEqual([operation.operationId, 304]);
    }
    expect(faults).toEqual([]);
    expect(versioned).toContain('getServiceAccount');
    expect(versioned).toContain('getOwnTeam');
  });

  it(
    'is described by the document',
    async () => {
      const world = await createWorld(api);
      const { faults } = await fuzzEveryOperation(api, world, { seed, perOperation });
      expect(faults).toEqual([]);
    },
    60_000 * Math.max(1, perOperation / 8),
  );
});

/** Undefined if the object in its path does not exist here. */
function concretePath({ path, parameters }: Operation, ids: readonly string[]): string | undefined {
  const steps = parameters.filter((parameter) => parameter.in === 'path');
  const found = steps.map(({ name, schema }) => {
    const pattern = new RegExp(String(schema['pattern'] ?? '^$'), 'u');
    return [name, ids.find((id) => pattern.test(id))] as const;
  });
  if (found.some(([, id]) => id === undefined)) return undefined;
  return found.reduce((text, [name, id]) => text.replace(`{${name}}`, id ?? ''), path);
}
