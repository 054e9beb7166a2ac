import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { buildOpenApiDocument } from './openapi';

/** Writes `api/openapi.json`: the contract that clients are generated from. */
async function main(): Promise<void> {
  const path = join(__dirname, '..', 'openapi.json');
  const text = JSON.stringify(await buildOpenApiDocument());
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

void main();
