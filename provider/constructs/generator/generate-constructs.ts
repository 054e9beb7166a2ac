import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProviderSchema as SchemaJson } from '@cdktf/commons';
import type { PublishedProvider } from './schema-json';

/** Path relative to the folder of generated code → text. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** The L1 constructs of a provider, by cdktf's own generator; the same schema gives the same text. */
export async function generateConstructs(
  schema: SchemaJson,
  { source, version }: PublishedProvider,
): Promise<GeneratedFiles> {
  const { CodeMaker, commons, TerraformProviderGenerator } = await loadGenerator();
  const name = path.posix.basename(source);
  const constraint = new commons.TerraformProviderConstraint({ name, source, version });
  const target = new commons.ConstructsMakerProviderTarget(constraint, commons.Language.TYPESCRIPT);
  const code = new CodeMaker();
  new TerraformProviderGenerator(code, schema).generate(target);

  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-constructs-'));
  try {
    await code.save(folder);
    const generated = await readFiles(path.join(folder, 'providers', name));
    return new Map([
      ...[...generated]
        .filter(([file]) => path.posix.basename(file) === 'index.ts')
        .map(([file, text]): [string, string] => [file, withoutRegistryLinks(text)]),
      ['resource-constructs.ts', exportsOfResources(schema)],
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every resource has a hand-written construct in the file of its name, which the package exports. */
function exportsOfResources({ provider_schemas: schemas = {} }: SchemaJson): string {
  const names = Object.values(schemas).flatMap(({ resource_schemas: resources = {} }) =>
    Object.keys(resources),
  );
  return names
    .map((name) => name.slice(name.indexOf('_') + 1).replaceAll('_', '-'))
    .sort()
    .map((file) => `export * from '../${file}';\n`)
    .join('');
}

export async function readFiles(folder: string): Promise<GeneratedFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    await Promise.all(
      files.map(async (file) => {
        const name = path.relative(folder, file).replaceAll(path.sep, '/');
        return [name, await readFile(file, 'utf8')] as const;
      }),
    ),
  );
}

/**
 * The generator's index needs jsii, and nothing else here does, so only its inner module is loaded.
 * Its commons would report to HashiCorp when they are loaded.
 */
async function loadGenerator() {
  process.env.CHECKPOINT_DISABLE ??= '1';
  process.env.CDKTF_LOG_LEVEL ??= 'off';
  const [commons, { CodeMaker }, { TerraformProviderGenerator }] = await Promise.all([
    import('@cdktf/commons'),
    import('codemaker'),
    import('@cdktf/provider-generator/lib/get/generator/provider-generator.js'),
  ]);
  return { commons, CodeMaker, TerraformProviderGenerator };
}

/** No registry has pages about this provider, so links to them would lead nowhere. */
function withoutRegistryLinks(text: string): string {
  return text
    .replace(/^\/\/ https:\/\/.*\n/, '')
    .replaceAll(/^ *\*\n *\* Docs at Terraform Registry: .*\n/gm, '')
    .replaceAll(/^ *\/\*\*\n *\* Docs at Terraform Registry: .*\n *\*\/\n/gm, '')
    .replaceAll(/\{@link https:\/\/\S+ ([^}]+)\}/g, '$1');
}
