import {
  describeProvider,
  defineProvider,
  forClient,
  nestedSet,
  nestedSingle,
  type ObjectValue,
  string,
} from '../../../../provider/terraform-plugin';
import { benchFor, type ResourceBench, wire } from '../../../../provider/terraform-plugin/testing';

const DAY = ['24h', '1d'];
const grace = string.optional({
  description: 'd',
  semanticallyEqual: (a, b) => a === b || (DAY.includes(a) && DAY.includes(b)),
  sameAsAbsent: (value) => DAY.includes(value),
});

const resource = forClient<object>().defineResource({
  name: 'x_thing',
  description: 'A thing.',
  schema: {
    id: string.computed({ description: 'd', identity: true }),
    grace,
    rotation: nestedSingle({ grace }).optional({ description: 'd' }),
    rules: nestedSet({ grace, seen: string.computed({ description: 'd' }) }).optional({
      description: 'd',
    }),
  },
  create: async () => ({ id: 't1' }),
  read: async () => {
    throw new Error('not read in this test');
  },
  update: async () => ({ id: 't1' }),
  delete: async () => {},
});

let bench: ResourceBench;
beforeAll(async () => {
  bench = await benchFor(resource, {});
});

async function planOf(config: ObjectValue, prior: ObjectValue | null) {
  const before = prior === null ? null : bench.config({ id: 't1', ...prior });
  const { diagnostics, plannedState } = await bench.plan(bench.config(config), before);
  expect(diagnostics).toEqual([]);
  return plannedState ?? {};
}

describe('an optional attribute that says which values mean the same as none', () => {
  it('is planned as null by a create that omits it', async () => {
    expect(await planOf({}, null)).toMatchObject({ grace: null });
  });

  it.each([
    ['keeps such a value if the configuration omits it', '24h', null, '24h'],
    ['keeps the spelling that the state has', '24h', '1d', '24h'],
    ['stays null in a state that never had a value', null, null, null],
    ['drops any other value if the configuration omits it', '2h', null, null],
    ['takes another value of the configuration', '24h', '2h', '2h'],
    ['is a change if the state has no value and the configuration has one', null, '24h', '24h'],
  ])('%s', async (_what, before, configured, planned) => {
    const nested = (value: string | null) => wire({ grace: value });
    expect(
      await planOf(
        { grace: configured, rotation: nested(configured) },
        { grace: before, rotation: nested(before) },
      ),
    ).toMatchObject({ grace: planned, rotation: { grace: planned } });
  });

  it('recognizes the member of a set whose value the configuration omits', async () => {
    const member = wire({ grace: '24h', seen: 'yes' });
    const planned = await planOf({ rules: [wire({ grace: null })] }, { rules: [member] });
    expect(planned).toMatchObject({ rules: [{ grace: '24h', seen: 'yes' }] });
  });

  it('can be created and changed without a value that nobody configured', async () => {
    const created = await bench.create(bench.config({}));
    expect(created.diagnostics).toEqual([]);
    expect(created.newState).toMatchObject({ grace: null });
  });

  it('is optional and computed for Terraform', () => {
    const provider = defineProvider({
      name: 'x',
      version: '0.1.0',
      description: 'X.',
      schema: {},
      configure: () => ({}),
      resources: [resource],
    });
    const { attributes } = describeProvider(provider).resources['x_thing'] ?? { attributes: [] };
    const described = attributes.find(({ name }) => name === 'grace');
    expect(described).toMatchObject({ optional: true, computed: true, required: false });
  });
});
