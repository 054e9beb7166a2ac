import {
  isUnknown,
  type ObjectValue,
  unknown,
  type Value,
} from '../../../../provider/terraform-plugin';
import { benchFor, type ResourceBench, wire } from '../../../../provider/terraform-plugin/testing';
import { thingResource } from './support/thing-resource';

let bench: ResourceBench;
beforeAll(async () => {
  bench = await benchFor(thingResource(), {});
});

/** The state after a create with this configuration. */
function stateOf(config: Readonly<Record<string, Value>>): ObjectValue {
  return bench.config({
    id: 't1',
    name: 'a',
    size: 1,
    host: 'h',
    url: 'u',
    updated_at: 'then',
    ...config,
  });
}

async function planOf(config: Readonly<Record<string, Value>>, prior: ObjectValue | null) {
  const answer = await bench.plan(bench.config({ name: 'a', ...config }), prior);
  expect(answer.diagnostics).toEqual([]);
  return {
    planned: answer.plannedState ?? {},
    requiresReplace: answer.requiresReplace,
  };
}

function unknownNames(planned: ObjectValue): string[] {
  return Object.keys(planned).filter((name) => isUnknown(planned[name] ?? null));
}

describe('the plan of a create', () => {
  test('computed values are unknown, defaults are known, the rest is the configuration', async () => {
    const { planned } = await planOf({ region: 'eu' }, null);
    expect(unknownNames(planned)).toEqual(['id', 'host', 'url', 'note', 'updated_at']);
    expect(planned).toMatchObject({ name: 'a', region: 'eu', size: 1, labels: null });
  });

  test('every attribute is in the plan, nulls included, and no other', async () => {
    const { planned } = await planOf({}, null);
    const type = bench.server.valueType('resource', 'x_thing');
    expect(Object.keys(planned)).toEqual(Object.keys(type?.attributes ?? {}));
  });

  test('an unknown value of the configuration stays unknown, also inside a set', async () => {
    const { planned } = await planOf({ name: unknown, labels: ['x', unknown] }, null);
    expect(planned).toMatchObject({ name: unknown, labels: ['x', unknown] });
  });

  test.each([
    ['an empty set', []],
    ['null', null],
  ])('%s is planned as it was given', async (_, labels) => {
    expect((await planOf({ labels }, null)).planned['labels']).toEqual(labels);
  });

  test('a value that the user gives to an optional computed attribute is kept', async () => {
    expect((await planOf({ host: 'mine' }, null)).planned['host']).toBe('mine');
  });

  test('write-only values are planned null, at every depth', async () => {
    const owner = wire({ name: 'o', password_wo: 'hunter2', uid: null });
    const { planned } = await planOf({ secret_wo: 'hunter2', owner }, null);
    expect(planned['secret_wo']).toBeNull();
    expect(planned['owner']).toEqual(wire({ name: 'o', password_wo: null, uid: unknown }));
  });
});

describe('the plan of an update', () => {
  test('nothing is unknown if nothing changes', async () => {
    const prior = stateOf({ labels: ['x', 'y'] });
    const { planned, requiresReplace } = await planOf({ labels: ['y', 'x'] }, prior);
    expect(planned).toEqual(prior);
    expect(requiresReplace).toEqual([]);
  });

  test('a change makes volatile values unknown and leaves the others known', async () => {
    const { planned } = await planOf({ labels: ['z'] }, stateOf({ note: 'n' }));
    expect(unknownNames(planned)).toEqual(['updated_at']);
    expect(planned['note']).toBe('n');
  });

  test('a value that depends on a recomputed value is recomputed too', async () => {
    const { planned } = await planOf({ name: 'b' }, stateOf({ note: 'n' }));
    expect(unknownNames(planned)).toEqual(['host', 'url', 'updated_at']);
  });

  test('a value of the user is not recomputed', async () => {
    const { planned } = await planOf({ name: 'b', host: 'h' }, stateOf({ note: 'n' }));
    expect(unknownNames(planned)).toEqual(['updated_at']);
  });

  test('a value that is never null but is missing in an old state is filled by the next change, not earlier', async () => {
    const prior = stateOf({ url: null });
    expect((await planOf({}, prior)).planned).toEqual(prior);
    expect((await planOf({ labels: ['z'] }, prior)).planned['url']).toBe(unknown);
  });

  test('a computed value that may be null stays null', async () => {
    expect((await planOf({ labels: ['z'] }, stateOf({}))).planned['note']).toBeNull();
  });

  test('a removed optional value is planned null, and an attribute with a default gets its default again', async () => {
    const prior = stateOf({ labels: ['z'], size: 5 });
    expect((await planOf({}, prior)).planned).toMatchObject({ labels: null, size: 1 });
  });

  test('another spelling of the same time is not a change', async () => {
    const prior = stateOf({ expires_at: '2030-01-01T00:00:00Z' });
    const same = await planOf({ expires_at: '2030-01-01T01:00:00+01:00' }, prior);
    expect(same.planned).toEqual(prior);
    const other = await planOf({ expires_at: '2030-01-01T01:00:00Z' }, prior);
    expect(other.planned['expires_at']).toBe('2030-01-01T01:00:00Z');
  });

  test('a changed write-only value alone is not a change', async () => {
    const prior = stateOf({});
    expect((await planOf({ secret_wo: 'new' }, prior)).planned).toEqual(prior);
  });
});

describe('replacement', () => {
  test.each([
    ['a changed attribute that requires it', { region: 'us' }, { region: 'eu' }, ['region']],
    ['one that became unknown', { region: unknown }, { region: 'eu' }, ['region']],
    ['one that was removed', {}, { region: 'eu' }, ['region']],
    ['an unchanged one', { region: 'eu' }, { region: 'eu' }, []],
    ['a predicate that holds', { size: 1 }, { size: 2 }, ['size']],
    ['a predicate that does not hold', { size: 3 }, { size: 2 }, []],
  ])('%s', async (_, config, prior, expected) => {
    const { requiresReplace } = await planOf(config, stateOf(prior));
    expect(requiresReplace).toEqual(expected.map((attribute) => [{ attribute }]));
  });

  test('a nested attribute is reported by its own path', async () => {
    const owner = (name: string) => wire({ name, password_wo: null, uid: null });
    const prior = stateOf({ owner: wire({ name: 'o', password_wo: null, uid: '7' }) });
    const { planned, requiresReplace } = await planOf({ owner: owner('p') }, prior);
    expect(requiresReplace).toEqual([[{ attribute: 'owner' }, { attribute: 'name' }]]);
    expect(planned['owner']).toMatchObject({ name: 'p', uid: unknown });
  });
});

describe('computed values inside nested attributes', () => {
  test('elements of a list keep their computed values by position, and new elements are unknown', async () => {
    const prior = stateOf({ rules: [wire({ cidr: '10/8', rule_id: 'r1' })] });
    const rules = ['10/8', '11/8'].map((cidr) => wire({ cidr, rule_id: null }));
    const { planned } = await planOf({ rules }, prior);
    expect(planned['rules']).toEqual([
      wire({ cidr: '10/8', rule_id: 'r1' }),
      wire({ cidr: '11/8', rule_id: unknown }),
    ]);
  });

  test('members of a set keep their computed values if their configured values are equal', async () => {
    const prior = stateOf({
      grants: [wire({ role: 'a', granted_at: '1' }), wire({ role: 'b', granted_at: '2' })],
    });
    const grants = ['b', 'c'].map((role) => wire({ role, granted_at: null }));
    const { planned } = await planOf({ grants }, prior);
    expect(planned['grants']).toEqual([
      wire({ role: 'b', granted_at: '2' }),
      wire({ role: 'c', granted_at: unknown }),
    ]);
  });
});
