import { createTerraformWorkspace } from '../support/terraform';
import { accountsOf } from './key-configuration';
import { expectNoChanges, type Lifecycle, liveThrough } from './lifecycle';
import { median, type Row, type Suite } from './measure';
import { answeredRequests } from './request-count';
import { withWorlds, type Worlds } from './with-worlds';

const KEYS = 1000;
const PLANS = 3;
const MAX_ROUNDS = 5;

const STEPS = [
  {
    what: 'plan, nothing to change:',
    timesOf: ({ plans }: Lifecycle) => plans,
    bars: { builtIn: 3, memory: 1.15 },
  },
  {
    what: 'apply, creating',
    timesOf: ({ apply }: Lifecycle) => [apply],
    bars: { builtIn: 2, memory: 1.3 },
  },
  {
    what: 'destroy',
    timesOf: ({ destroy }: Lifecycle) => [destroy],
    bars: { builtIn: 2, memory: 1.3 },
  },
] as const;

/**
 * Plans, applies and destroys 1,000 keys of 100 accounts, and compares that with as many resources
 * of two other providers.
 */
export const thousandKeys: Suite = {
  name: 'thousand-keys',
  run: ({ rounds, shrink }) =>
    withWorlds(async (worlds) => {
      const keys = Math.ceil(KEYS / shrink);
      return [
        ...(await compareLives(worlds, keys, Math.min(rounds, MAX_ROUNDS))),
        ...(await requestsOfPlans(worlds, keys)),
      ];
    }),
};

async function compareLives(worlds: Worlds, keys: number, rounds: number): Promise<Row[]> {
  const lives: Record<'keyplane' | 'memory' | 'builtIn', Lifecycle[]> = {
    keyplane: [],
    memory: [],
    builtIn: [],
  };
  for (let round = 0; round < rounds; round += 1) {
    const { keyplane, memory, builtIn } = worlds;
    const [ours, floor, theirs] = await liveThrough([keyplane, memory, builtIn], keys, PLANS);
    if (ours) lives.keyplane.push(ours);
    if (floor) lives.memory.push(floor);
    if (theirs) lives.builtIn.push(theirs);
  }
  return STEPS.flatMap(({ what, timesOf, bars }) =>
    (['builtIn', 'memory'] as const).map((baseline): Row => ({
      what: `${what} ${keys} keys and their accounts`,
      unit: 's',
      value: median(lives.keyplane.flatMap(timesOf)),
      baseline: {
        name: `${keys + accountsOf(keys)} ${worlds[baseline].name}`,
        value: median(lives[baseline].flatMap(timesOf)),
      },
      bar: { atMost: bars[baseline] },
    })),
  );
}

/** The requests of the first plan, which confirms the created objects, and of the next one. */
async function requestsOfPlans({ keyplane, endpoint }: Worlds, keys: number): Promise<Row[]> {
  const workspace = await createTerraformWorkspace(keyplane.options(keys));
  const requestsOfPlan = async () => {
    const before = await answeredRequests(endpoint);
    await expectNoChanges(workspace);
    return (await answeredRequests(endpoint)) - before;
  };
  const row = (which: string, value: number): Row => ({
    what: `requests of ${which} plan, ${keys} keys`,
    unit: 'requests',
    value,
    baseline: null,
    bar: { atMost: 25 },
  });
  try {
    await workspace.init();
    await workspace.apply();
    return [row('the first', await requestsOfPlan()), row('the next', await requestsOfPlan())];
  } finally {
    await workspace.cleanup();
  }
}
