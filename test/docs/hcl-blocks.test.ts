import path from 'node:path';
import { SOURCE } from '../e2e/support/keyplane-workspace';
import { createHclWorkspace, type HclWorkspace } from './support/hcl-workspace';
import { type HclModule, modulesOf } from './support/hcl-modules';
import { type CodeBlock, codeBlocksOf, documentedPages } from './support/pages';

const blocks = documentedPages()
  .flatMap(codeBlocksOf)
  .filter(({ language }) => language === 'hcl');

/** Labels of blocks that are not a configuration of terraform: only their syntax is checked. */
const SYNTAX_ONLY = new Set(['cli-config', 'opentofu']);
const isTest = ({ label }: CodeBlock) => label.endsWith('.tftest.hcl');
const configurations = blocks.filter((each) => !SYNTAX_ONLY.has(each.label) && !isTest(each));

/**
 * These need more than a Keyplane: a store, another team, objects that exist already. The policy of a team
 * would forbid what other pages do.
 */
const NOT_APPLIED = /"(?:aws|kubernetes)_|keyplane_team_policy|^(?:removed|data|variable) /m;

const VERSIONS = `terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
`;

/** The framework of the replaced providers has no nested blocks. */
const withoutBlocks = (hcl: string) => hcl.replaceAll(/^( +metadata) \{/gm, '$1 = {');

function filesOf(modules: readonly HclModule[]): Readonly<Record<string, string>> {
  const files = modules.flatMap(({ name, hcl }): [string, string][] => [
    [`${name}/main.tf`, withoutBlocks(hcl)],
    ...(hcl.includes('required_providers')
      ? []
      : [[`${name}/versions.tf`, VERSIONS] as [string, string]]),
  ]);
  const root = VERSIONS + modules.map(rootOf).join('\n');
  return { 'main.tf': root, ...Object.fromEntries(files) };
}

/** A root calls the module, since blocks of different pages would collide in one folder. */
function rootOf({ name, imports, variables }: HclModule): string {
  const set = variables.map((variable) => `  ${variable} = null\n`).join('');
  // Terraform accepts an object without a configuration only in the root, where each needs its own name.
  const imported = imports.map(
    ({ to, id }) => `import {\n  to = ${to}_${name}\n  id = "${id}"\n}\n`,
  );
  return `module "${name}" {\n  source = "./${name}"\n${set}}\n${imported.join('')}`;
}

interface Validation {
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly summary: string;
    readonly detail: string;
    readonly range?: { readonly filename: string };
  }[];
}

describe('the HCL of the documentation', () => {
  let terraform: HclWorkspace;

  beforeAll(async () => {
    terraform = await createHclWorkspace();
  });
  afterAll(() => terraform.close());

  async function faultsOf(modules: readonly HclModule[]): Promise<readonly string[]> {
    const workspace = await terraform.workspace(filesOf(modules));
    await workspace.init();
    const { stdout } = await workspace.run('validate', '-json');
    const titles = new Map(modules.map(({ name, block }) => [name, block.title]));
    const { diagnostics } = JSON.parse(stdout) as Validation;
    return diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ summary, detail, range }) => {
        const folder = path.dirname(range?.filename ?? '');
        return `${titles.get(folder) ?? folder}: ${summary}: ${detail}`;
      });
  }

  it('is valid', async () => {
    expect(configurations.length).toBeGreaterThan(2);
    expect(await faultsOf(modulesOf(configurations))).toEqual([]);
  });

  it('applies, and plans no change afterwards', async () => {
    const applied = modulesOf(configurations).filter(
      ({ hcl, imports }) => imports.length === 0 && !NOT_APPLIED.test(hcl),
    );
    expect(applied.length).toBeGreaterThan(10);
    const workspace = await terraform.workspace(filesOf(applied));
    await workspace.init();
    await workspace.apply();
    const { exitCode, stdout } = await workspace.plan({ detailedExitCode: true });
    expect(stdout).not.toMatch(/^ {2}#/m);
    expect(exitCode).toBe(0);
  });

  it('would not be valid with an unknown argument, an unknown name or a value that is not allowed', async () => {
    const wrong = [
      'resource "keyplane_role" "a" {\n  name = "a"\n  permissions = []\n  shape = "red"\n}\n',
      'output "a" {\n  value = keyplane_role.missing.id\n}\n',
      'resource "keyplane_role" "a" {\n  name = ""\n  permissions = ["a.b"]\n}\n',
    ].map((code, index) => ({
      title: `wrong:${index}`,
      page: `wrong${index}.md`,
      language: 'hcl',
      label: '',
      code,
    }));
    const faults = await faultsOf(modulesOf(wrong));
    for (const { title } of wrong) expect(faults.join('\n')).toContain(title);
  });

  it.each(blocks.filter(({ label }) => SYNTAX_ONLY.has(label)))(
    'has the right syntax in $title ($label)',
    async ({ code }) => {
      const workspace = await terraform.workspace({ 'block.tf': code });
      const { stdout, stderr, exitCode } = await workspace.run('fmt', '-check', '-diff');
      expect(stdout + stderr).toBe('');
      expect(exitCode).toBe(0);
    },
  );

  const tests = blocks.filter(isTest);
  it.each([...new Set(tests.map(({ page }) => page))])('passes the tests of %s', async (page) => {
    const own = (each: CodeBlock) => each.page === page && each.label !== '';
    const files = [...configurations, ...tests].filter(own).map(({ label, code }) => [label, code]);
    // As a reader has it: the page itself must say where the provider comes from.
    const workspace = await terraform.workspace({
      ...(Object.fromEntries(files) as Record<string, string>),
    });
    await workspace.init();
    const { stdout, stderr, exitCode } = await workspace.run('test');
    expect(stdout + stderr).toMatch(/[1-9]\d* passed, 0 failed/);
    expect(exitCode).toBe(0);
  });
});
