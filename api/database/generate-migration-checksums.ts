import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrationChecksum } from './migration-checksum';

const MIGRATIONS = path.join(__dirname, 'migrations');
const CHECKSUMS = path.join(__dirname, 'generated', 'migration-checksums.json');
const LIST = path.join(__dirname, 'generated', 'migrations.ts');

/** Lists all migrations in order, adds the checksums of new ones, and fails if one that has a checksum was edited. */
function main(): void {
  const known = JSON.parse(readFileSync(CHECKSUMS, 'utf8')) as Record<string, string>;
  const present = Object.fromEntries(
    readdirSync(MIGRATIONS)
      .filter((file) => /^\d.*\.ts$/.test(file))
      .sort()
      .map((file) => [
        path.basename(file, '.ts'),
        migrationChecksum(readFileSync(path.join(MIGRATIONS, file), 'utf8')),
      ]),
  );
  const edited = Object.keys(known).filter((name) => known[name] !== present[name]);
  if (edited.length > 0) {
    process.stderr.write(
      `Edited or removed: ${edited.join(', ')}. A migration is never edited, because databases have ` +
        'applied it: write a new one. If it was never released, remove its line from ' +
        `${path.relative(process.cwd(), CHECKSUMS)} first.\n`,
    );
    process.exitCode = 1;
    return;
  }
  writeFileSync(CHECKSUMS, `${JSON.stringify(present, null, 2)}\n`);
  writeFileSync(LIST, migrationList(Object.keys(present)));
}

/** The server is one bundle, so it imports its migrations instead of reading a folder. */
function migrationList(names: readonly string[]): string {
  const imports = names.map((name, at) => `import * as m${at} from '../migrations/${name}';`);
  const entries = names.map((name, at) => `  '${name}': m${at},`);
  return `${[
    "import type { Knex } from 'knex';",
    ...imports,
    '',
    '/**',
    ' * Written by `npm run generate`. A migration that has been applied anywhere is never edited. A release',
    ' * only adds; what the release before still uses is dropped by the next one (`api/DESIGN.md`, "Upgrades").',
    ' */',
    'export const MIGRATIONS: Readonly<Record<string, Knex.Migration>> = {',
    ...entries,
    '};',
  ].join('\n')}\n`;
}

main();
