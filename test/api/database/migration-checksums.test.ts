import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import checksums from '../../../api/database/generated/migration-checksums.json';
import { EditedMigrationError } from '../../../api/database/applied-migrations';
import { migrate } from '../../../api/database/migrate';
import { MIGRATIONS } from '../../../api/database/generated/migrations';
import { migrationChecksum } from '../../../api/database/migration-checksum';
import { DATABASES } from '../../support/api';
import { openEarlierInstallation } from './earlier-installation';

const FOLDER = path.join(__dirname, '../../../api/database/migrations');

const sources = readdirSync(FOLDER)
  .filter((file) => /^\d.*\.ts$/.test(file))
  .map(
    (file) => [path.basename(file, '.ts'), readFileSync(path.join(FOLDER, file), 'utf8')] as const,
  );

describe('the checksums of migrations', () => {
  test('are those of the files: append a migration instead of editing one, then `npm run generate`', () => {
    const present = sources.map(([name, source]) => [name, migrationChecksum(source)]);
    expect(checksums).toEqual(Object.fromEntries(present));
    expect(Object.keys(MIGRATIONS)).toEqual(sources.map(([name]) => name).sort());
  });

  test('cover all that a migration does: it imports packages only', () => {
    const imports = sources.flatMap(([, source]) =>
      [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from),
    );
    expect([...new Set(imports)].sort()).toEqual(['knex', 'ulid']);
  });

  const SOURCE = `
    // Why.
    export async function up(knex: Knex) {
      await knex.raw(\`DROP \${table} x\`, ['a', 1]);
    }`;

  test.each([
    ['another comment', SOURCE.replace('// Why.', '/** Why, and what follows. */')],
    ['another layout', SOURCE.replace(', 1]', ',\n 1,\n]').replaceAll('    ', '\t')],
    ['other quotes', SOURCE.replace("'a'", '"a"')],
  ])('do not change with %s', (_what, edited) => {
    expect(edited).not.toBe(SOURCE);
    expect(migrationChecksum(edited)).toBe(migrationChecksum(SOURCE));
  });

  test.each([
    ['a number', SOURCE.replace('1', '2')],
    ['a text', SOURCE.replace("'a'", "'b'")],
    ['the SQL', SOURCE.replace('DROP', 'DELETE')],
    ['a name within the SQL', SOURCE.replace('${table}', '${tables}')],
  ])('change with %s', (_what, edited) => {
    expect(migrationChecksum(edited)).not.toBe(migrationChecksum(SOURCE));
  });
});

describe.each(DATABASES)('a migration that was edited after it was applied, on %s,', (on) => {
  test('is named at the start, until it is accepted', async () => {
    const { database, close } = await openEarlierInstallation(on, '0011-runs');
    try {
      await migrate(database);
      const recorded = () => database.knex('migration_checksums').orderBy('name').pluck('name');
      expect(await recorded()).toEqual(Object.keys(MIGRATIONS).sort());
      expect(await migrate(database)).toEqual([]);

      await database
        .knex('migration_checksums')
        .where({ name: '0009-changes' })
        .update({ checksum: 'of an earlier text' });
      const refused = migrate(database);
      await expect(refused).rejects.toThrow(EditedMigrationError);
      await expect(refused).rejects.toThrow(/0009-changes.*keyplane migrate --accept-edited/);

      expect(await migrate(database, { acceptEdited: true })).toEqual([]);
      expect(await migrate(database)).toEqual([]);
    } finally {
      await close();
    }
  });
});
