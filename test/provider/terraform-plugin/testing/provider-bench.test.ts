import {
  defineFunction,
  defineProvider,
  forClient,
  parameter,
  string,
} from '../../../../provider/terraform-plugin';
import { benchFor, benchForProvider } from '../../../../provider/terraform-plugin/testing';

type Words = Map<string, string>;

const { defineDataSource, defineEphemeralResource, defineResource } = forClient<Words>();
const text = string.computed({ description: 'The text.' });
const name = string.required({ description: 'The name.' });

const wordResource = defineResource({
  name: 'words_word',
  description: 'A word.',
  schema: {
    name: string.required({ description: 'The name.', identity: true, requiresReplace: true }),
    text: string.required({ description: 'The text.' }),
  },
  create: async (plan, { client }) => {
    client.set(plan.name, plan.text);
    return {};
  },
  read: async (state, { client }) => ({ ...state, text: client.get(state.name) ?? '' }),
  update: async (plan, _state, { client }) => {
    client.set(plan.name, plan.text);
    return {};
  },
  delete: async (state, { client }) => void client.delete(state.name),
});

const wordsProvider = defineProvider({
  name: 'words',
  version: '1.0.0',
  description: 'Words.',
  schema: { first: string.required({ description: 'The first word.' }) },
  configure: ({ first }) => new Map([['first', String(first)]]),
  resources: [wordResource],
  dataSources: [
    defineDataSource({
      name: 'words_word',
      description: 'A word.',
      schema: { name, text },
      read: async (config, { client }) => ({ text: client.get(config.name) ?? '' }),
    }),
  ],
  ephemeralResources: [
    defineEphemeralResource({
      name: 'words_secret',
      description: 'A word for one run.',
      schema: { name, text },
      open: async (config, { client }) => ({ result: { text: client.get(config.name) ?? '' } }),
    }),
  ],
  functions: [
    defineFunction({
      name: 'shout',
      summary: 'Shouts.',
      description: 'Shouts.',
      parameters: [parameter('text', string, { description: 'The text.' })],
      returns: string,
      call: (quiet) => quiet.toUpperCase(),
    }),
  ],
});

describe('the bench for a provider', () => {
  it('configures it and asks what it offers', async () => {
    const bench = await benchForProvider(wordsProvider, { config: { first: 'hello' } });
    expect(bench.configured.diagnostics).toEqual([]);
    expect(await bench.readDataSource('words_word', { name: 'first' })).toMatchObject({
      state: { name: 'first', text: 'hello' },
    });
    expect(await bench.openEphemeralResource('words_secret', { name: 'first' })).toMatchObject({
      result: { text: 'hello' },
    });
    expect(await bench.callFunction('shout', 'hello')).toEqual({ result: 'HELLO' });
  });
});

describe('the bench for a resource', () => {
  it('creates, updates and destroys', async () => {
    const words: Words = new Map();
    const bench = await benchFor(wordResource, words);
    const { newState } = await bench.create(bench.config({ name: 'a', text: 'one' }));
    expect(words.get('a')).toBe('one');
    const changed = await bench.update(bench.config({ name: 'a', text: 'two' }), newState ?? {});
    expect(changed).toMatchObject({ diagnostics: [], newState: { name: 'a', text: 'two' } });
    expect(await bench.destroy(changed.newState ?? {})).toMatchObject({ newState: null });
    expect([...words]).toEqual([]);
  });
});
