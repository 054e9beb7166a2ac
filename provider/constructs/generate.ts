import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeProvider } from '../terraform-plugin';
import { createKeyplaneProvider } from '../provider';
import { generateConstructs } from './generator/generate-constructs';
import { renderSchemaJson } from './generator/schema-json';
import { cdktf, version } from './package.json';

const GENERATED_FOLDER = path.join(__dirname, 'generated');

async function main(): Promise<void> {
  const published = { source: cdktf.provider.name, version };
  const schema = describeProvider(createKeyplaneProvider());
  const files = await generateConstructs(renderSchemaJson(schema, published), published);

  await rm(GENERATED_FOLDER, { recursive: true, force: true });
  for (const [name, text] of files) {
    const file = path.join(GENERATED_FOLDER, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

void main();
