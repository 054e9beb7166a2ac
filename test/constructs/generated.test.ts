import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProviderSchema as SchemaJson } from '@cdktf/commons';
import {
  generateConstructs,
  readFiles,
} from '../../provider/constructs/generator/generate-constructs';
import { renderSchemaJson } from '../../provider/constructs/generator/schema-json';
import { describeProvider } from '../../provider/terraform-plugin';
import { createKeyplaneProvider } from '../../provider/provider';
import { PROVIDER_VERSION } from '../../provider/version';
import { createServedWorkspace, SOURCE } from './support/served-workspace';

const CONSTRUCTS = path.join(__dirname, '../../provider/constructs');
const PUBLISHED = { source: SOURCE, version: PROVIDER_VERSION };

const REQUIREMENT = `
  terraform {
    required_providers {
      keyplane = { source = "${SOURCE}" }
    }
  }
`;

const schema = describeProvider(createKeyplaneProvider());

const OTHER_ATTRIBUTE = {
  name: 'other',
  type: 'string',
  description: 'Another text.',
  required: true,
  optional: false,
  computed: false,
  sensitive: false,
  writeOnly: false,
} as const;

describe('the generated constructs', () => {
  test('are up to date with the provider’s schema', async () => {
    const committed = await readFiles(path.join(CONSTRUCTS, 'generated'));
    const generated = await generateConstructs(renderSchemaJson(schema, PUBLISHED), PUBLISHED);
    expect([...committed.keys()].sort()).toEqual([...generated.keys()].sort());
    // If this fails: npm run generate
    for (const [file, text] of generated) expect(committed.get(file)).toBe(text);
  });

  test('change with a description in the schema', async () => {
    const role = { version: 0, description: '', attributes: [OTHER_ATTRIBUTE] };
    const changed = { ...schema, resources: { keyplane_role: role } };
    const generated = await generateConstructs(renderSchemaJson(changed, PUBLISHED), PUBLISHED);
    expect(generated.get('role/index.ts')).toContain('* Another text.');
  });

  test('contain no link to a registry', async () => {
    const texts = [...(await readFiles(path.join(CONSTRUCTS, 'generated'))).values()];
    expect(texts.filter((text) => text.includes('keyplane.local/providers'))).toEqual([]);
  });

  test('are the same if they are generated from the schema that stock terraform prints', async () => {
    const workspace = await createServedWorkspace();
    try {
      await workspace.write({ 'main.tf': REQUIREMENT });
      await workspace.init();
      const { stdout } = await workspace.run('providers', 'schema', '-json');
      // A reattached provider has no version.
      const told: SchemaJson = {
        ...(JSON.parse(stdout) as SchemaJson),
        provider_versions: { [SOURCE]: PROVIDER_VERSION },
      };
      const ours = renderSchemaJson(schema, PUBLISHED);
      expect(await generateConstructs(told, PUBLISHED)).toEqual(
        await generateConstructs(ours, PUBLISHED),
      );
    } finally {
      await workspace.cleanup();
    }
  });

  test('are published with the version and the source of the provider', async () => {
    const text = await readFile(path.join(CONSTRUCTS, 'package.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      version: PROVIDER_VERSION,
      cdktf: { provider: { name: SOURCE, version: PROVIDER_VERSION } },
    });
  });
});
