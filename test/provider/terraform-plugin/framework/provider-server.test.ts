import {
  createProviderServer,
  defineFunction,
  defineProvider,
  deferred,
  DiagnosticError,
  forClient,
  FunctionArgumentError,
  isUnknown,
  list,
  nullable,
  number,
  object,
  parameter,
  privateKey,
  string,
  unknown,
  type Value,
} from '../../../../provider/terraform-plugin';
import {
  noBytes,
  noSignal,
  recordingLogger,
  wire,
} from '../../../../provider/terraform-plugin/testing';

interface Client {
  readonly endpoint: string;
}

const { defineResource, defineDataSource, defineEphemeralResource } = forClient<Client>();

const lease = privateKey('lease', {
  parse: (json) => (typeof json === 'number' ? json : undefined),
});

function setUp() {
  const closed: unknown[] = [];
  const logger = recordingLogger();
  const provider = defineProvider({
    name: 'x',
    version: '1.0.0',
    description: 'A provider.',
    schema: { endpoint: string.required({ description: 'd' }) },
    configure(config, { diagnostics }) {
      if (isUnknown(config.endpoint)) return deferred('The endpoint is known only after apply');
      if (config.endpoint === '') {
        diagnostics.error({ summary: 'No endpoint', detail: 'd', attribute: 'endpoint' });
      }
      return { endpoint: config.endpoint };
    },
    resources: [
      defineResource({
        name: 'x_thing',
        description: 'A thing.',
        schema: {
          id: string.computed({ description: 'd', identity: true }),
          name: string.required({ description: 'd' }),
        },
        create: async (_plan, { client }) => ({ id: client.endpoint }),
        read: async (state, { client }) => ({ id: client.endpoint, name: state.name ?? '' }),
        update: async (_plan, state) => ({ id: state.id }),
        delete: async () => {},
        modifyPlan({ context }) {
          context.logger.info(`planning at ${context.client.endpoint}`);
        },
      }),
    ],
    dataSources: [
      defineDataSource({
        name: 'x_things',
        description: 'Things.',
        schema: {
          prefix: string.optional({ description: 'd' }),
          limit: number.optional({ description: 'd', default: 2 }),
          names: list(string).computed({ description: 'd' }),
        },
        async read(config, { client }) {
          const names = Array.from(
            { length: config.limit },
            (_, i) => `${config.prefix ?? ''}${i}`,
          );
          return { names: [client.endpoint, ...names] };
        },
      }),
    ],
    ephemeralResources: [
      defineEphemeralResource({
        name: 'x_token',
        description: 'A token.',
        schema: {
          lifetime: string.required({ description: 'd' }),
          value: string.computed({ description: 'd', sensitive: true }),
        },
        async open(config, { client, privateState }) {
          privateState.set(lease, 1);
          return {
            result: { value: `${client.endpoint}/${config.lifetime}` },
            renewAt: new Date(1000),
          };
        },
        async renew({ privateState }) {
          const count = privateState.get(lease) ?? 0;
          privateState.set(lease, count + 1);
          return count < 2 ? new Date(2000) : undefined;
        },
        async close({ privateState }) {
          closed.push(privateState.get(lease));
        },
      }),
    ],
    functions: [
      defineFunction({
        name: 'split',
        summary: 'Splits.',
        description: 'Splits.',
        parameters: [parameter('text', string, { description: 'd' })],
        variadicParameter: parameter('separators', string, { description: 'd' }),
        returns: object({ parts: list(string), rest: nullable(string) }),
        call(text, ...separators) {
          if (text === '') throw new FunctionArgumentError(0, 'must not be empty');
          if (text === 'bug') throw new Error('token=s3cret');
          if (text === 'no') throw new DiagnosticError({ summary: 'No', detail: 'not this one' });
          return { parts: text.split(separators[0] ?? ','), rest: null };
        },
      }),
    ],
  });
  const server = createProviderServer(provider, { logger });
  const configure = (endpoint: Value) =>
    server.configureProvider({
      config: wire({ endpoint }),
      terraformVersion: '1.11.4',
      signal: noSignal,
    });
  const planThing = () =>
    server.planResourceChange({
      typeName: 'x_thing',
      priorState: null,
      proposedNewState: wire({ id: null, name: 'a' }),
      config: wire({ id: null, name: 'a' }),
      priorPrivate: noBytes,
      signal: noSignal,
    });
  const state = wire({ id: 'old', name: 'a' });
  const readThing = () =>
    server.readResource({
      typeName: 'x_thing',
      currentState: state,
      privateState: noBytes,
      signal: noSignal,
    });
  const readThings = (config: Readonly<Record<string, Value>> = {}) =>
    server.readDataSource({
      typeName: 'x_things',
      config: wire({ prefix: null, limit: null, names: null, ...config }),
      signal: noSignal,
    });
  return { server, logger, closed, configure, planThing, readThing, readThings, state };
}

describe('the configuration of a provider', () => {
  test('the configured client reaches the handlers, and a second configuration replaces it', async () => {
    const { configure, readThing } = setUp();
    await configure('one');
    expect((await readThing()).newState).toMatchObject({ id: 'one' });
    await configure('two');
    expect((await readThing()).newState).toMatchObject({ id: 'two' });
    expect((await configure('')).diagnostics).toMatchObject([{ summary: 'No endpoint' }]);
    expect((await readThing()).diagnostics).toMatchObject([
      { severity: 'error', summary: 'The provider is not configured' },
    ]);
  });

  test('an unknown configuration fails nothing by itself', async () => {
    const { configure } = setUp();
    expect((await configure(unknown)).diagnostics).toEqual([]);
  });

  test('while it is unknown, creates are planned, with a warning if a hook would have to ask', async () => {
    const { configure, planThing } = setUp();
    await configure(unknown);
    const { plannedState, diagnostics } = await planThing();
    expect(plannedState).toEqual(wire({ id: unknown, name: 'a' }));
    expect(diagnostics).toMatchObject([
      { severity: 'warning', summary: 'Planned without asking the service' },
    ]);
  });

  test('while it is unknown, a refresh keeps the state with a warning', async () => {
    const { configure, readThing, state } = setUp();
    await configure(unknown);
    const { newState, diagnostics } = await readThing();
    expect(newState).toEqual(state);
    expect(diagnostics).toMatchObject([{ severity: 'warning' }]);
  });

  test('while it is unknown, a data source fails and names the unknown attribute', async () => {
    const { configure, readThings } = setUp();
    await configure(unknown);
    const { state, diagnostics } = await readThings();
    expect(state).toBeNull();
    expect(diagnostics).toMatchObject([
      { severity: 'error', summary: 'The provider is not configured yet' },
    ]);
    expect(diagnostics[0]?.detail).toContain('`endpoint`');
  });
});

describe('a data source', () => {
  test('the handler gets default values, and the state contains them', async () => {
    const { configure, readThings } = setUp();
    await configure('e');
    expect(await readThings({ prefix: 'p' })).toEqual({
      diagnostics: [],
      state: wire({ prefix: 'p', limit: 2, names: ['e', 'p0', 'p1'] }),
    });
  });
});

describe('an ephemeral resource', () => {
  test('open, renew and close share a private state', async () => {
    const { server, configure, closed } = setUp();
    await configure('e');
    const typeName = 'x_token';
    const opened = await server.openEphemeralResource({
      typeName,
      config: wire({ lifetime: '5m', value: null }),
      signal: noSignal,
    });
    expect(opened).toMatchObject({
      diagnostics: [],
      result: wire({ lifetime: '5m', value: 'e/5m' }),
      renewAt: new Date(1000),
    });
    const renew = (privateState: Uint8Array) =>
      server.renewEphemeralResource({ typeName, privateState, signal: noSignal });
    const renewed = await renew(opened.privateState);
    expect(renewed.renewAt).toEqual(new Date(2000));
    const last = await renew(renewed.privateState);
    expect(last).not.toHaveProperty('renewAt');
    await server.closeEphemeralResource({
      typeName,
      privateState: last.privateState,
      signal: noSignal,
    });
    expect(closed).toEqual([3]);
  });
});

describe('a function', () => {
  test('the signature is that of the definition', () => {
    const { server } = setUp();
    expect(server.functionSignature('split')).toMatchObject({
      parameters: [{ name: 'text', type: 'string', allowNull: false }],
      variadicParameter: { name: 'separators' },
      returns: {
        kind: 'object',
        attributes: { parts: { kind: 'list', element: 'string' }, rest: 'string' },
      },
    });
  });

  test.each<[string, Value[], object]>([
    ['a result', ['a,b'], { result: { parts: ['a', 'b'], rest: null } }],
    ['variadic arguments', ['a-b', '-', '+'], { result: { parts: ['a', 'b'], rest: null } }],
    ['a wrong argument', [''], { error: { text: 'must not be empty', argument: 0 } }],
    ['a failure of its own', ['no'], { error: { text: 'No: not this one' } }],
  ])('%s', async (_, args, answer) => {
    const { server } = setUp();
    expect(await server.callFunction({ name: 'split', arguments: args })).toEqual(answer);
  });

  test('an unexpected error shows no text of its own and is logged', async () => {
    const { server, logger } = setUp();
    const answer = await server.callFunction({ name: 'split', arguments: ['bug'] });
    expect(JSON.stringify(answer)).not.toContain('s3cret');
    expect(logger.entries).toMatchObject([{ level: 'error', message: 'Function split failed' }]);
  });

  test('an unknown function is an error', async () => {
    const { server } = setUp();
    expect(await server.callFunction({ name: 'join', arguments: [] })).toEqual({
      error: { text: 'The provider x has no function join.' },
    });
  });
});

describe('a type that the provider does not have', () => {
  test('is reported as a diagnostic, and has no value type', async () => {
    const { server } = setUp();
    expect(server.valueType('resource', 'x_nothing')).toBeUndefined();
    const { diagnostics } = await server.validateResourceConfig({
      typeName: 'x_nothing',
      config: wire({}),
    });
    expect(diagnostics).toMatchObject([{ summary: 'Unknown resource x_nothing' }]);
  });
});

test('the schema says for each attribute whether the user or the provider may set it', () => {
  const { server } = setUp();
  const { dataSources, resources } = server.getProviderSchema();
  const flags = (name: string) =>
    dataSources['x_things']?.attributes.find((attribute) => attribute.name === name);
  expect(flags('prefix')).toMatchObject({ required: false, optional: true, computed: false });
  expect(flags('limit')).toMatchObject({ required: false, optional: true, computed: true });
  expect(flags('names')).toMatchObject({ required: false, optional: false, computed: true });
  expect(resources['x_thing']?.attributes[1]).toMatchObject({ name: 'name', required: true });
});
