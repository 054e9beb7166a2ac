import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runtimeVersion } from './install-runtime';
import { RUNTIME_PARTS } from './runtime-parts';

const REPOSITORY = path.join(__dirname, '../..');

/** Writes the texts of the licenses, and a notice that says which part each license applies to. */
export async function writeLicenses(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(path.join(REPOSITORY, 'LICENSE'), path.join(folder, 'Apache-2.0.txt'));
  await cp(path.join(__dirname, 'licenses'), folder, { recursive: true });
  await writeFile(path.join(folder, 'NOTICE.md'), notice());
}

function notice(): string {
  const version = runtimeVersion();
  return `# Licenses

terraform-provider-keyplane is licensed under Apache-2.0 (Apache-2.0.txt).

The executables contain the runtime Bun ${version} (<https://github.com/oven-sh/bun>, MIT.txt), which links
these libraries statically. The source of each has its copyright notices and the text of its license.

| library | license | source |
| --- | --- | --- |
${RUNTIME_PARTS.map(({ name, license, source }) => `| ${name} | ${license} | <${source}> |`).join('\n')}

JavaScriptCore, WebKit and tinycc are under the LGPL (LGPL-2.0.txt, LGPL-2.1.txt). To link the executable
with a changed version of one of them: build Bun ${version} with it, as its LICENSE.md says, and run
\`npm run release\` of Keyplane's sources at this version with that Bun. Pin its SHA-256 in
scripts/release/runtimes/SHA256SUMS. The sources of Keyplane are under Apache-2.0.
`;
}
