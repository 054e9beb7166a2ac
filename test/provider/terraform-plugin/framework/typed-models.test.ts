import {
  bool,
  defineFunction,
  forClient,
  isUnknown,
  list,
  nestedList,
  nestedSingle,
  number,
  parameter,
  set,
  string,
  type Unknown,
} from '../../../../provider/terraform-plugin';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where both types are the same; the type checker is the test. */
function expectSame<A, B>(_same: Equal<A, B>): void {}

interface Client {
  readonly endpoint: string;
}

const { defineResource, defineDataSource, defineEphemeralResource } = forClient<Client>();

describe('typed models', () => {
  test('each view of a schema says where a value may be null, unknown or absent', () => {
    const resource = defineResource({
      name: 'x_thing',
      description: 'A thing.',
      schema: {
        id: string.computed({ description: 'd', identity: true }),
        name: string.required({ description: 'd' }),
        size: number.optional({ description: 'd' }),
        enabled: bool.optional({ description: 'd', default: true }),
        roles: set(string).optional({ description: 'd' }),
        etag: string.computed({ description: 'd', nullable: true }),
        region: string.optionalComputed({ description: 'd' }),
        password: string.optional({ description: 'd', writeOnly: true }),
        expiry: nestedSingle({
          at: string.optional({ description: 'd' }),
          seen: string.computed({ description: 'd' }),
        }).optional({ description: 'd' }),
        rules: nestedList({ cidr: string.required({ description: 'd' }) }).optional({
          description: 'd',
        }),
      },
      async create(plan, context) {
        expectSame<typeof plan.name, string>(true);
        expectSame<typeof plan.size, number | null>(true);
        expectSame<typeof plan.enabled, boolean>(true);
        expectSame<typeof plan.roles, readonly string[] | null>(true);
        expectSame<typeof plan.id, string | null | Unknown>(true);
        expectSame<typeof plan.region, string | null | Unknown>(true);
        expectSame<typeof plan.password, string | null>(true);
        expectSame<typeof plan.rules, readonly { readonly cidr: string }[] | null>(true);
        expectSame<typeof context.client, Client>(true);
        context.saveState({ id: 'x' });
        // @ts-expect-error a write-only value has no place in a state
        context.saveState({ password: 'x' });
        return { id: 'x', etag: null, region: 'eu' };
      },
      async read(state) {
        expectSame<typeof state.id, string>(true);
        expectSame<typeof state.name, string | null>(true);
        expectSame<typeof state.password, null>(true);
        return {
          id: state.id,
          name: 'n',
          size: null,
          enabled: true,
          roles: ['a'],
          etag: null,
          region: 'eu',
          expiry: { at: null, seen: 'now' },
          rules: null,
        };
      },
      async update(_plan, state) {
        return { id: state.id, etag: 'e', region: 'eu' };
      },
      async delete() {},
      importState: (id) => ({ id }),
      modifyPlan({ config, priorState, plan }) {
        expectSame<typeof config.name, string | Unknown>(true);
        expectSame<typeof config.etag, null>(true);
        expectSame<typeof config.roles, readonly (string | Unknown)[] | null | Unknown>(true);
        expectSame<typeof plan.values.size, number | null | Unknown>(true);
        if (priorState !== null) expectSame<typeof priorState.id, string>(true);
        if (config.expiry !== null && !isUnknown(config.expiry)) {
          expectSame<typeof config.expiry.at, string | null | Unknown>(true);
        }
        plan.markUnknown('etag');
        plan.set('region', 'eu');
        // @ts-expect-error only the user sets a configured attribute
        plan.set('name', 'other');
        // @ts-expect-error there is no such attribute
        plan.markUnknown('nothing');
      },
      validateConfig(config) {
        expectSame<typeof config.size, number | null | Unknown>(true);
      },
    });
    expect(resource.name).toBe('x_thing');
  });

  test('a result must carry every computed value, and only values of the right type', () => {
    defineResource({
      name: 'x_thing',
      description: 'A thing.',
      schema: {
        id: string.computed({ description: 'd', identity: true }),
        name: string.required({ description: 'd' }),
      },
      // @ts-expect-error the id is missing
      create: async (plan) => ({ name: plan.name }),
      // @ts-expect-error a name is a string
      read: async (state) => ({ id: state.id, name: 7 }),
      delete: async () => {},
      // @ts-expect-error an import must know the identity
      importState: () => ({ name: 'n' }),
    });
    expect.assertions(0);
  });

  test('options are checked: descriptions are required, misspelled ones refused', () => {
    // @ts-expect-error no description
    string.required({});
    // @ts-expect-error misspelled
    string.required({ description: 'd', sensitve: true });
    // @ts-expect-error a default must have the type
    const wrongDefault = () => number.optional({ description: 'd', default: 'one' });
    expect(wrongDefault).toThrow('is a string but the schema says number');
    // @ts-expect-error the provider computes it, so there is nothing to validate
    string.computed({ description: 'd', validators: [] });
  });

  test('data sources and ephemeral resources see a known configuration', () => {
    const schema = {
      name: string.required({ description: 'd' }),
      limit: number.optional({ description: 'd', default: 10 }),
      items: list(string).computed({ description: 'd' }),
    };
    defineDataSource({
      name: 'x_things',
      description: 'Things.',
      schema,
      async read(config) {
        expectSame<typeof config, { readonly name: string; readonly limit: number }>(true);
        return { items: [config.name] };
      },
    });
    defineEphemeralResource({
      name: 'x_token',
      description: 'A token.',
      schema,
      async open(config) {
        expectSame<typeof config.limit, number>(true);
        return { result: { items: [] }, renewAt: new Date(0) };
      },
    });
    expect.assertions(0);
  });

  test('a function gets its arguments by their types', () => {
    defineFunction({
      name: 'join',
      summary: 'Joins.',
      description: 'Joins.',
      parameters: [
        parameter('separator', string, { description: 'd' }),
        parameter('limit', number, { description: 'd', allowNull: true }),
      ],
      variadicParameter: parameter('parts', string, { description: 'd' }),
      returns: string,
      call(separator, limit, ...parts) {
        expectSame<typeof separator, string>(true);
        expectSame<typeof limit, number | null>(true);
        expectSame<typeof parts, string[]>(true);
        return parts.join(separator);
      },
    });
    defineFunction({
      name: 'one',
      summary: 'One.',
      description: 'One.',
      parameters: [parameter('s', string, { description: 'd' })],
      returns: number,
      // @ts-expect-error returns a string where the function promises a number
      call: (s) => s,
    });
    expect.assertions(0);
  });
});
