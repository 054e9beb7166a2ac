import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readFolder } from '../../provider/documentation/read-page-sources';
import {
  createKeyplaneWorkspace,
  type KeyplaneWorkspace,
  SOURCE,
} from './support/keyplane-workspace';

const ROOT = path.join(__dirname, '../..');
const EXAMPLES = readFolder(path.join(ROOT, 'provider/examples'));

/** A module of its own for each example, because each is a configuration of its own. */
interface Example {
  readonly file: string;
  readonly module: string;
  readonly hcl: string;
}

const examples: readonly Example[] = Object.entries(EXAMPLES)
  .filter(([file]) => /\/(?:resource|data-source|ephemeral-resource|function|main)\.tf$/.test(file))
  .map(([file, hcl]) => ({ file, hcl, module: path.dirname(file).replaceAll(/\W/g, '_') }));
const isPolicy = ({ file }: Example) => file.includes('keyplane_team_policy/resource.tf');
const isRead = ({ file }: Example) =>
  file.startsWith('data-sources/') || file.startsWith('guides/import-what-exists/');

const VERSIONS = `terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
`;
const modulesOf = (chosen: readonly Example[]) =>
  chosen.map(({ module }) => `module "${module}" { source = "./${module}" }`).join('\n');

describe('the examples of the documentation', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
    const catalog = readFileSync(path.join(ROOT, 'api/catalog/default-catalog.json'), 'utf8');
    const { api } = workspace;
    await api.as(api.operator).put('/v1/catalog').type('json').send(catalog).expect(200);
    for (const { module, hcl } of examples) {
      await workspace.write({ [`${module}/main.tf`]: VERSIONS + hcl });
    }
  });
  afterAll(() => workspace.cleanup());

  it('apply, and plan no change afterwards', async () => {
    // The policy forbids what other examples do, and data sources read what other examples create.
    const first = examples.filter((example) => !isPolicy(example) && !isRead(example));
    await workspace.configure(modulesOf(first));
    await workspace.init();
    await workspace.apply();
    await workspace.configure(modulesOf(examples));
    await workspace.init();
    await workspace.apply();
    const { exitCode, stdout } = await workspace.plan({ detailedExitCode: true });
    expect(stdout).not.toMatch(/^ {2}#/m);
    expect(exitCode).toBe(0);
  });

  it('begin with a block of the provider that terraform accepts', async () => {
    const own = readFileSync(path.join(workspace.folder, 'provider.tf'), 'utf8');
    await workspace.write({ 'provider.tf': EXAMPLES['provider/provider.tf'] ?? '' });
    await workspace.validate();
    await workspace.write({ 'provider.tf': own });
  });

  it('import with their import blocks, without a change', async () => {
    const { values } = await workspace.show();
    const imported = examples
      .filter(({ file }) => file.startsWith('resources/'))
      .map(({ file, module }) => importOf(file, module, values));
    await workspace.run('state', 'rm', ...imported.map(({ address }) => address));
    const blocks = imported.map(
      ({ address, id }) => `import {\n  to = ${address}\n  id = "${id}"\n}`,
    );
    await workspace.configure([modulesOf(examples), ...blocks].join('\n'));
    const { stdout } = await workspace.plan();
    expect(stdout).toContain(
      `Plan: ${imported.length} to import, 0 to add, 0 to change, 0 to destroy.`,
    );
  });
});

/** The resource that the import block of an example names, and its real ID. */
function importOf(file: string, module: string, values: unknown) {
  const block = EXAMPLES[file.replace('resource.tf', 'import.tf')] ?? '';
  const [, to = '', shown = ''] = /to = (\S+)\n {2}id = "(\w+)"/.exec(block) ?? [];
  const address = `module.${module}.${to}`;
  const id = idsOf(values).get(address) ?? '';
  expect({ file, prefix: shown.split('_')[0] }).toEqual({ file, prefix: id.split('_')[0] });
  expect(EXAMPLES[file.replace('resource.tf', 'import.sh')]).toBe(
    `terraform import ${to} ${shown}\n`,
  );
  return { address, id };
}

interface Module {
  readonly resources?: readonly { readonly address: string; readonly values: { id?: string } }[];
  readonly child_modules?: readonly Module[];
}

function idsOf(values: unknown): ReadonlyMap<string, string> {
  const all = ({ resources = [], child_modules = [] }: Module): [string, string][] => [
    ...resources.map(({ address, values: { id = '' } }): [string, string] => [address, id]),
    ...child_modules.flatMap(all),
  ];
  return new Map(all((values as { readonly root_module: Module }).root_module));
}
