import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { withFrontMatter } from './front-matter';

const CONSTRUCTS = path.join(__dirname, '../../provider/constructs');

/** Writes a page for each class, interface, type and function of `@keyplane/cdktf`, made by TypeDoc. */
export function writeConstructPages(folder: string): void {
  const typedoc = path.join(
    path.dirname(createRequire(__filename).resolve('typedoc/package.json')),
    'bin/typedoc',
  );
  const options = {
    tsconfig: path.join(CONSTRUCTS, 'tsconfig.build.json'),
    plugin: 'typedoc-plugin-markdown',
    out: folder,
    name: 'Constructs',
    readme: 'none',
    entryFileName: 'index',
    logLevel: 'Error',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
  };
  const switches = [
    '--excludePrivate',
    '--excludeInternal',
    // The pages of the provider document the classes that cdktf generates.
    '--excludeExternals',
    ...['**/node_modules/**', '**/generated/**'].flatMap((each) => ['--externalPattern', each]),
    '--disableSources',
    '--hideBreadcrumbs',
    '--hidePageHeader',
    '--skipErrorChecking',
  ];
  const values = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  execFileSync(
    process.execPath,
    [typedoc, ...values, ...switches, path.join(CONSTRUCTS, 'index.ts')],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.md')) continue;
    const file = path.join(folder, name);
    writeFileSync(file, constructPage(readFileSync(file, 'utf8')));
  }
}

/** The menu shows the title, and groups the pages by their kind already. */
export function constructPage(text: string): string {
  const heading = /^# (.+)$/m.exec(text)?.[1] ?? 'Constructs';
  const title = heading.replace(/^[A-Z][\w ]*: /, '').replace(/\(\)$/, '');
  return withFrontMatter({ title }, text);
}
