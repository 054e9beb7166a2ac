import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrationChecksum } from './migration-checksum';

const MIGRATIONS = path.join(__dirname, 'migrations');
const CHECKSUMS = path.join(__dirname, 'generated', 'migration-checksums.json');

/** Adds the checksums of new migrations, and fails if one that has a checksum was edited. */
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
}

main();
