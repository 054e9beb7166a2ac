import { readdirSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_VARIABLES } from '../../api/app/environment-schema';
import { createProgram } from '../../api/cli/program';
import { FAILURE_CODES } from '../../api/domain/failure';
import { PUBLISHED_PERMISSIONS } from '../../api/domain/permission';
import { PROBLEMS } from '../../api/http/problem';
import { entriesOf } from '../../docs/site/command-pages';
import { GENERATED, generatedPages } from '../../docs/site/generated-pages';
import { plain } from '../../docs/site/markdown';
import { operationsOf, readOpenApi } from '../../docs/site/open-api';

const PROVIDER_DOCS = path.join(__dirname, '../../provider/docs');

describe('the generated pages of the documentation', () => {
  const pages = new Map(generatedPages().map(({ path, text }) => [path, text]));
  const page = (name: string) => pages.get(name) ?? `no page ${name}`;

  it.each(FAILURE_CODES)('explain the error %s on a page of its own', (code) => {
    const text = page(`errors/${code}.md`);
    expect(text).toContain(`# ${PROBLEMS[code].title}\n`);
    expect(text).toMatch(/\n## Cause\n\n[A-Z][\s\S]*\.\n\n## What to do\n\n[A-Z`][\s\S]*\.\n/);
    expect(text).toContain(`| \`${code}\` | ${PROBLEMS[code].status} |`);
    expect(page('errors/index.md')).toContain(`[\`${code}\`](${code}.md)`);
  });

  it('say where an error occurs, unless it occurs nearly everywhere', () => {
    expect(page('errors/role_in_use.md')).toContain('http-api/roles.md#deleterole');
    expect(page('errors/unauthenticated.md')).toMatch(/\n\d+ operations of the API\.\n/);
  });

  it.each(CONFIG_VARIABLES)('describe the setting $name', ({ name }) => {
    expect(page('reference/settings.md')).toContain(`\n### ${name}\n`);
  });

  it('describe the settings of other commands than serve', () => {
    expect(page('reference/settings.md')).toMatch(
      /## For keyplane creations list\n\n[\s\S]*- `KEYPLANE_CLIENT_SECRET`: The secret of that key\./,
    );
  });

  it.each(PUBLISHED_PERMISSIONS)('say what the permission $name allows', ({ name, text }) => {
    expect(page('reference/permissions.md')).toContain(`| \`${name}\` | ${text} |`);
  });

  it('say which team roles have a permission, and which operations need it', () => {
    const row = /^\| `roles\.delete` .*$/m.exec(page('reference/permissions.md'))?.[0];
    expect(row).toMatch(/\| {2}\| yes \| yes \| \[.+\]\(.*http-api\/roles\.md#deleterole\) \|$/);
  });

  it('name the operations that ask for a permission themselves, each once', () => {
    const row = /^\| `keys\.verify` .*$/m.exec(page('reference/permissions.md'))?.[0];
    expect(row).toContain('http-api/verification.md#verifykey)');
    expect(row).toContain('http-api/oauth-2-0.md#introspect)');
    expect(row?.match(/#forwardauth/g)).toHaveLength(1);
  });

  it.each(operationsOf(readOpenApi()))('describe $method $path', ({ method, path, operation }) => {
    const found = [...pages].filter(
      ([name, text]) =>
        name.startsWith('reference/http-api/') &&
        text.includes(`\n## ${operation.summary} {#${operation.operationId.toLowerCase()}}\n`),
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.[1]).toContain(`\n${method} ${path}\n`);
  });

  it('name the fields, limits and errors of an operation', () => {
    const roles = page('reference/http-api/roles.md');
    expect(roles).toMatch(/\| `permissions` \| list of string \| yes \| Permissions that/);
    expect(roles).toContain('Must be a line of 1 to 200 characters');
    expect(roles).toContain('[`role_escalation`](../../errors/role_escalation.md)');
  });

  it('name members of nested objects', () => {
    expect(page('reference/http-api/service-account-keys.md')).toContain('| `rotation.every` |');
  });

  it('have every command with its options', () => {
    const commands = (command: ReturnType<typeof createProgram>, name: string): string[] =>
      command.commands.length === 0
        ? [name]
        : command.commands.flatMap((each) => commands(each, `${name} ${each.name()}`));
    const silent = () => undefined;
    const program = createProgram({
      environment: {},
      isInteractive: false,
      print: silent,
      write: silent,
      printError: silent,
      readInput: async () => '',
    });
    const names = commands(program, 'keyplane');
    expect(names).toContain('keyplane catalog load');
    for (const name of names) expect(page('reference/cli.md')).toContain(`\n## ${name}\n`);
    expect(page('reference/cli.md')).toContain('| `--allow-losses` |');
    expect(page('reference/cli.md')).toMatch(
      /## keyplane decrypt[\s\S]*\| `65` \| The input is not/,
    );
  });

  it('have every page of the provider', () => {
    const files = readdirSync(PROVIDER_DOCS, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `reference/provider/${file.split(path.sep).join('/')}`);
    expect(files).toContain('reference/provider/resources/service_account_key.md');
    expect([...pages.keys()]).toEqual(expect.arrayContaining(files));
    expect(page('reference/provider/resources/role.md')).toMatch(
      /^---\ntitle: keyplane_role\n---\n/,
    );
  });

  it('are all written to places that git ignores and the build empties', () => {
    const outside = [...pages.keys()].filter(
      (name) => !GENERATED.some((place) => name === place || name.startsWith(`${place}/`)),
    );
    expect(outside).toEqual([]);
  });
});

test('placeholders in texts of the code are not markup', () => {
  expect(plain('at <issuer>/x, with `<name>` and {{x}}')).toBe(
    'at &lt;issuer>/x, with `<name>` and &#123;&#123;x}}',
  );
});

test('entries of a help continue on lines without a name', () => {
  expect(
    entriesOf(['  69  the port is in use. After', '      a signal: lost', '  73  a file']),
  ).toEqual([
    ['69', 'the port is in use. After a signal: lost'],
    ['73', 'a file'],
  ]);
});
