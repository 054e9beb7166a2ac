import { createTestApi, DATABASES, type TestApi } from '../support/api';
import { fuzzEveryOperation } from './fuzz';
import { createWorld } from './world';

/** `KEYPLANE_CONTRACT_SEED=7 npx jest test/contract` repeats a run. */
const seed = Number(process.env['KEYPLANE_CONTRACT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** `npm run check:contract` sends many more. */
const perOperation = Number(process.env['KEYPLANE_CONTRACT_REQUESTS'] ?? 8);

describe.each(DATABASES)(`every answer on %s (seed ${seed})`, (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on, { signUp: 'open' });
  });

  afterAll(() => api.close());

  it(
    'is one that the document describes',
    async () => {
      const world = await createWorld(api);
      const { faults } = await fuzzEveryOperation(api, world, { seed, perOperation });
      expect(faults).toEqual([]);
    },
    60_000 * Math.max(1, perOperation / 8),
  );
});
