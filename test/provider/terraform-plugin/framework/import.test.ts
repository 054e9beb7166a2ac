import { forClient, map, nestedSet, set, string } from '../../../../provider/terraform-plugin';
import { benchFor, noSignal, wire } from '../../../../provider/terraform-plugin/testing';

const club = forClient<object>().defineResource({
  name: 'x_club',
  description: 'A club.',
  schema: {
    id: string.computed({ description: 'd', identity: true }),
    guests: set(string).optional({ description: 'd' }),
    members: set(string).optional({ description: 'd', default: [] }),
    labels: map(string).optional({ description: 'd', default: {} }),
    rooms: nestedSet({
      name: string.required({ description: 'd' }),
      keys: set(string).optional({ description: 'd', default: [] }),
    }).optional({ description: 'd' }),
  },
  create: async () => ({ id: 'c1' }),
  read: async ({ id }) => ({
    id,
    guests: [],
    members: [],
    labels: {},
    rooms: [{ name: 'hall', keys: [] }],
  }),
  update: async (_plan, { id }) => ({ id }),
  delete: async () => {},
});

describe('what is read after an import', () => {
  async function imported() {
    const bench = await benchFor(club, {});
    const { imported: found } = await bench.server.importResourceState({
      typeName: 'x_club',
      id: 'c1',
      signal: noSignal,
    });
    const { newState } = await bench.read(wire(found[0]?.state ?? {}));
    return { bench, state: newState };
  }

  test('a collection that the object lacks is empty if it has a default, at every depth, and null otherwise', async () => {
    expect((await imported()).state).toEqual({
      id: 'c1',
      guests: null,
      members: [],
      labels: {},
      rooms: [{ name: 'hall', keys: [] }],
    });
  });

  test.each([
    ['left out', { rooms: [wire({ name: 'hall', keys: null })] }],
    ['written down', { members: [], labels: {}, rooms: [wire({ name: 'hall', keys: [] })] }],
  ])('a configuration with its defaults %s plans no change', async (_how, values) => {
    const { bench, state } = await imported();
    const { plannedState } = await bench.plan(bench.config(values), state);
    expect(plannedState).toEqual(state);
  });
});
