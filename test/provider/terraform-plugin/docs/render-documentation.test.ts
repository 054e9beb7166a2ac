import {
  between,
  bool,
  defineFunction,
  defineProvider,
  exactlyOneOf,
  forClient,
  integer,
  list,
  map,
  nestedList,
  nestedSingle,
  number,
  oneOf,
  parameter,
  type ResourceDefinition,
  type Schema,
  set,
  string,
} from '../../../../provider/terraform-plugin';
import {
  type DocumentationOptions,
  renderDocumentation,
} from '../../../../provider/terraform-plugin/docs';

const { defineDataSource, defineResource } = forClient<object>();

const EXAMPLES = {
  'provider/provider.tf': 'provider "files" {}\n',
  'resources/files_file/resource.tf': 'resource "files_file" "a" {}\n',
};

/** The pages of a provider with one resource. */
function pagesOf<const S extends Schema>(
  schema: S,
  more: Partial<ResourceDefinition<object, S>> = {},
  options: Partial<DocumentationOptions> = {},
) {
  const resource = defineResource<S>({
    name: 'files_file',
    description: 'A text file.',
    schema,
    create: () => Promise.reject(new Error('unused')),
    read: () => Promise.reject(new Error('unused')),
    update: () => Promise.reject(new Error('unused')),
    delete: () => Promise.resolve(),
    ...more,
  });
  const provider = defineProvider({
    name: 'files',
    version: '1.0.0',
    description: 'Text files.',
    schema: { folder: string.required({ description: 'The folder.' }) },
    configure: () => ({}),
    resources: [resource],
  });
  return renderDocumentation(provider, { examples: EXAMPLES, ...options });
}

const pageOf = (...args: Parameters<typeof pagesOf>) =>
  pagesOf(...args).get('resources/file.md') ?? '';
const name = string.required({ description: 'The name.' });

describe('the page of a resource', () => {
  it('has front matter, a heading, an example and the attributes in groups', () => {
    const page = pageOf(
      {
        name,
        mode: string.optional({ description: 'The mode.' }),
        size: number.computed({ description: 'The size.' }),
      },
      {},
      { subcategoryOf: () => 'Storage' },
    );
    expect(page).toBe(`---
page_title: "files_file Resource - files"
subcategory: "Storage"
description: |-
  A text file.
---

# files_file (Resource)

A text file.

## Example Usage

\`\`\`terraform
resource "files_file" "a" {}
\`\`\`

## Schema

### Required

- \`name\` (String) The name.

### Optional

- \`mode\` (String) The mode.

### Read-Only

- \`size\` (Number) The size.
`);
  });

  it.each([
    ['a default', bool.optional({ description: 'On.', default: true }), '  - Defaults to `true`.'],
    ['a text', string.optional({ description: 'A.', default: 'x' }), '  - Defaults to `"x"`.'],
    [
      'a list',
      list(string).optional({ description: 'A.', default: ['a'] }),
      '  - Defaults to `["a"]`.',
    ],
    ['a map', map(string).optional({ description: 'A.', default: {} }), '  - Defaults to `{}`.'],
    [
      'limits',
      number.optional({ description: 'A.', validators: [integer(), between(1, 9)] }),
      '  - Allowed: a whole number; 1 to 9.',
    ],
    [
      'allowed values',
      string.optional({ description: 'A.', validators: [oneOf('a', 'b')] }),
      '  - Allowed: one of `a`, `b`.',
    ],
    [
      'sensitive',
      string.optional({ description: 'A.', sensitive: true }),
      '(String, Sensitive) A.',
    ],
    [
      'write-only',
      string.optional({ description: 'A.', writeOnly: true }),
      '(String, [Write-only](',
    ],
    [
      'deprecated',
      string.optional({ description: 'A.', deprecated: 'Use b.' }),
      '- Deprecated: Use b.',
    ],
    ['a set', set(number).optional({ description: 'A.' }), '(Set of Number) A.'],
  ])('says %s of an attribute', (_what, attribute, expected) => {
    expect(pageOf({ a: attribute })).toContain(expected);
  });

  it('does not repeat a default that the description names', () => {
    const a = bool.optional({ description: 'On. Defaults to `true`.', default: true });
    expect(pageOf({ a }).match(/Defaults to/g)).toHaveLength(1);
  });

  it('says which changes replace the resource', () => {
    const page = pageOf({
      always: string.required({ description: 'A.', requiresReplace: true }),
      sometimes: string.required({ description: 'B.', requiresReplace: () => true }),
      by_plan: string.required({ description: 'C.', mayReplace: true }),
      never: string.required({ description: 'D.' }),
    });
    expect(page).toContain('- `always` (String) A.\n  - Changing this replaces the resource.');
    expect(page).toContain(
      '- `by_plan` (String) C.\n  - Some changes of this replace the resource.',
    );
    expect(page).toContain(
      '- `always`: every change\n' +
        '- `sometimes`: some changes, which its description names\n' +
        '- `by_plan`: some changes, which its description names\n\n' +
        'A change of any other argument happens in place.',
    );
  });

  it('links nested objects to their own part', () => {
    const rules = nestedList({
      port: nestedSingle({ from: number.required({ description: 'The first port.' }) }).required({
        description: 'The ports.',
      }),
    }).optional({ description: 'The rules.' });
    const page = pageOf({ rules });
    expect(page).toContain(
      '- `rules` (Attributes List) The rules. (see [below for nested schema](#nestedatt--rules))',
    );
    expect(page).toContain('<a id="nestedatt--rules"></a>\n\n### Nested Schema for `rules`');
    expect(page).toContain('(see [below for nested schema](#nestedatt--rules--port))');
    expect(page).toContain(
      '<a id="nestedatt--rules--port"></a>\n\n### Nested Schema for `rules.port`\n\nRequired:\n\n' +
        '- `from` (Number) The first port.',
    );
  });

  it('names the timeouts and the rules across attributes', () => {
    const page = pageOf(
      {
        id: string.optional({ description: 'The ID.' }),
        name: string.optional({ description: 'The name.' }),
      },
      {
        timeouts: { create: '1m', read: '2m', update: '3m', delete: '4m' },
        validators: [exactlyOneOf('id', 'name')],
      },
    );
    expect(page).toContain('### Rules\n\n- Exactly one of `id` and `name` must be set.');
    expect(page).toContain('- `delete` (String) How long a delete may take. Defaults to `4m`.');
  });

  it('says how to import the resource', () => {
    const examples = {
      ...EXAMPLES,
      'resources/files_file/import.tf': 'import {}\n',
      'resources/files_file/import.sh': 'terraform import files_file.a a\n',
    };
    const page = pageOf({ name }, { importId: 'Give the name.' }, { examples });
    expect(page).toContain('## Import\n\nGive the name.');
    expect(page).toContain('```terraform\nimport {}\n```');
    expect(page).toContain('```shell\nterraform import files_file.a a\n```');
    const identity = string.required({ description: 'The name.', identity: true });
    expect(pageOf({ name: identity })).toContain('The import ID is the value of `name`.');
    expect(pageOf({ name })).not.toContain('## Import');
  });

  it('has further sections before the import', () => {
    const sectionsOf = () => [{ title: 'Permissions', text: 'None.' }];
    const page = pageOf({ name }, { importId: 'Give the name.' }, { sectionsOf });
    expect(page).toMatch(/## Schema[\s\S]*## Permissions\n\nNone\.[\s\S]*## Import/);
  });
});

describe('the other pages', () => {
  const provider = defineProvider({
    name: 'files',
    version: '1.0.0',
    description: 'Text files.',
    schema: { folder: string.required({ description: 'The folder.' }) },
    configure: () => ({}),
    resources: [],
    dataSources: [
      defineDataSource({
        name: 'files_file',
        description: 'Reads a file.',
        schema: { name },
        read: () => Promise.resolve({}),
      }),
    ],
    functions: [
      defineFunction({
        name: 'join_names',
        summary: 'Joins names.',
        description: 'Returns the names in one text.',
        parameters: [parameter('separator', string, { description: 'Between two names.' })],
        variadicParameter: parameter('names', list(string), { description: 'The names.' }),
        returns: string,
        call: () => '',
      }),
    ],
  });
  const examples = {
    'provider/provider.tf': 'provider "files" {}',
    'data-sources/files_file/data-source.tf': 'data "files_file" "a" {}',
    'functions/join_names/function.tf': 'output "a" {}',
  };
  const providerSections = [{ title: 'Guides', text: 'None.' }];
  const pages = renderDocumentation(provider, { examples, providerSections });

  it('have the paths of the registry', () => {
    expect([...pages.keys()]).toEqual([
      'index.md',
      'data-sources/file.md',
      'functions/join_names.md',
    ]);
  });

  it('describe the provider', () => {
    const page = pages.get('index.md');
    expect(page).toContain('page_title: "files Provider"');
    expect(page).toContain('- `folder` (String) The folder.');
    expect(page).toContain('## Guides\n\nNone.');
  });

  it('describe a data source', () => {
    expect(pages.get('data-sources/file.md')).toContain('# files_file (Data Source)');
  });

  it('describe a function with its signature', () => {
    const page = pages.get('functions/join_names.md');
    expect(page).toContain('# function: join_names');
    expect(page).toContain('join_names(separator string, names list(string)...) string');
    expect(page).toContain('## Arguments\n\n1. `separator` (String) Between two names.');
    expect(page).toContain('## Variadic Argument\n\n1. `names` (List of String) The names.');
  });

  it('are refused with the name of each missing or unused example', () => {
    const wrong = { 'provider/provider.tf': '', 'resources/files_other/resource.tf': '' };
    expect(() => renderDocumentation(provider, { examples: wrong })).toThrow(
      'The documentation of the provider files has faults:\n' +
        '- There is no data-sources/files_file/data-source.tf.\n' +
        '- There is no functions/join_names/function.tf.\n' +
        '- No page shows resources/files_other/resource.tf.',
    );
  });

  it('are refused if an attribute has no description', () => {
    const inner = { from: number.required({ description: ' ' }) };
    const port = nestedSingle(inner).required({ description: 'The port.' });
    expect(() => pageOf({ port })).toThrow('resource files_file: `port.from` has no description.');
  });
});
