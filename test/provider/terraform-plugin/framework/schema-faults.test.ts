import {
  type AttributeDescription,
  conflictsWith,
  defineProvider,
  forClient,
  nestedSet,
  type Resource,
  type ResourceDefinition,
  type Schema,
  string,
} from '../../../../provider/terraform-plugin';
import { refusedNameReason } from '../../../../provider/terraform-plugin/framework/attribute-names';
import { describeProvider } from '../../../../provider/terraform-plugin/framework/provider-description';
import { attributeFaults } from '../../../../provider/terraform-plugin/framework/schema-faults';

const description: AttributeDescription = {
  name: 'name',
  type: 'string',
  description: 'd',
  required: true,
  optional: false,
  computed: false,
  sensitive: false,
  writeOnly: false,
};

const optional = { required: false, optional: true };

describe('attributes that Terraform or a generator cannot handle', () => {
  test.each([
    'connection',
    'provisioners',
    'imported',
    'constructor',
    'to_string',
    'friendly_unique_id',
    'move_from_id',
    'raw_overrides',
    'cdktf_stack',
    'add_override',
    'to_metadata',
    'terraform_resource_type',
    'fqn',
    'count',
    'for_each',
    'provider',
    'depends_on',
    'lifecycle',
    'provisioner',
    'locals',
    'variable',
    'Name',
    '1st',
    'a__b',
    '_a',
    'a_',
    'a-b',
    '',
  ])('the name %s is refused', (name) => {
    expect(refusedNameReason(name)).toBeDefined();
    expect(attributeFaults([{ ...description, name }], 'resource', 'x')).toHaveLength(1);
  });

  test.each(['id', 'name', 'role_ids', 'secret_wo_version', 'version'])(
    'the name %s is fine',
    (name) => {
      expect(refusedNameReason(name)).toBeUndefined();
    },
  );

  test('the name version is refused only in a provider block', () => {
    expect(refusedNameReason('version', 'provider')).toBeDefined();
  });

  test.each<[string, Partial<AttributeDescription>, string]>([
    ['required and computed', { computed: true }, 'is required and computed'],
    ['required and optional', { optional: true }, 'is required and optional'],
    ['nothing at all', { required: false }, 'is neither required, optional nor computed'],
    ['no description', { description: ' ' }, 'has no description'],
    [
      'write-only and computed',
      { ...optional, computed: true, writeOnly: true },
      'is write-only and computed',
    ],
    [
      'a type and nested attributes',
      { nested: { nesting: 'single', attributes: [] } },
      'needs either',
    ],
  ])('%s is refused', (_, part, message) => {
    const faults = attributeFaults([{ ...description, ...part }], 'resource', 'x');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`x.name ${message}`);
  });
});

describe('a provider with faults never starts', () => {
  function define(definition: Partial<ResourceDefinition<object, Schema>>): Resource<object> {
    return forClient<object>().defineResource<Schema>({
      name: 'x_thing',
      description: 'A thing.',
      schema: { id: string.computed({ description: 'd', identity: true }) },
      create: async () => ({}),
      read: async () => ({}),
      delete: async () => {},
      ...definition,
    });
  }
  const start = (...resources: Resource<object>[]) => {
    const provider = defineProvider({
      name: 'x',
      version: '1.0.0',
      description: 'A provider.',
      schema: {},
      configure: () => ({}),
      resources,
    });
    return describeProvider(provider);
  };

  test('a provider without faults starts', () => {
    expect(Object.keys(start(define({})).resources)).toEqual(['x_thing']);
  });

  test.each<[string, Partial<ResourceDefinition<object, Schema>>, string]>([
    ['a name without the prefix', { name: 'y_thing' }, 'y_thing must be called x_…'],
    [
      'an update that is missing',
      { schema: { name: string.required({ description: 'd' }) } },
      'x_thing has no update handler, but needs one to change name',
    ],
    [
      'a dependency on nothing',
      { schema: { url: string.computed({ description: 'd', recomputedWhen: ['nam'] }) } },
      'x_thing.url is recomputed when nam changes',
    ],
    ['a validator of nothing', { validators: [conflictsWith('left')] }, 'a validator names left'],
    [
      'a default timeout that is none',
      { timeouts: { create: '5', read: '1m', update: '1m', delete: '1m' } },
      'create is "5"',
    ],
    [
      'an upgrade from the future',
      { upgradeState: { 0: (state) => state } },
      'upgrades the state from version 0',
    ],
    [
      'a write-only value in a set',
      {
        schema: {
          keys: nestedSet({
            key_wo: string.optional({ description: 'd', writeOnly: true }),
          }).optional({ description: 'd', requiresReplace: true }),
        },
      },
      'x_thing.keys.key_wo is write-only inside a set',
    ],
  ])('%s', (_, definition, message) => {
    expect(() => start(define(definition))).toThrow(message);
  });

  test('all faults are reported at once', () => {
    const broken = define({ name: 'y_thing', upgradeState: { 3: (state) => state } });
    expect(() => start(broken, broken)).toThrow(
      /must be called[^]*more than one[^]*from version 3/,
    );
  });
});
