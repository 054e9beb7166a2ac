import { migrate } from '../../../api/database/migrate';
import { DATABASES } from '../../support/api';
import { schemaOf, type Schema } from '../../support/schema-of';
import { openEarlierInstallation } from './earlier-installation';

/** The last migration of the release that `test/upgrade/previous` names. */
const LAST_OF_PREVIOUS_RELEASE = '0010-key-uses';

/** Columns that the previous release stopped using, so that this one may drop them. */
const DROPPED: readonly string[] = [];

/**
 * Changes after which statements of the previous release would fail, while it runs next to new
 * replicas.
 */
function breakagesOf(before: Schema, after: Schema): string[] {
  const dropped = Object.keys(before.columns)
    .filter((name) => !(name in after.columns) && !DROPPED.includes(name))
    .map((name) => `${name} was dropped or renamed`);
  const required = Object.entries(after.columns)
    .filter(([name, { isRequired, hasDefault }]) => {
      const [table] = name.split('.');
      const isOfKnownTable = Object.keys(before.columns).some((old) => old.startsWith(`${table}.`));
      const isNewlyRequired = isRequired && !(before.columns[name]?.isRequired ?? false);
      return isOfKnownTable && isNewlyRequired && !hasDefault;
    })
    .map(([name]) => `${name} is required and has no default`);
  const untold = Object.keys(before.triggers)
    .filter((name) => !(name in after.triggers))
    .map((name) => `the trigger ${name} is gone`);
  return [...dropped, ...required, ...untold];
}

describe.each(DATABASES)('migrations since the previous release, on %s,', (on) => {
  test('only add, so that replicas of the previous release keep working', async () => {
    const { database, close } = await openEarlierInstallation(on, LAST_OF_PREVIOUS_RELEASE);
    try {
      const before = await schemaOf(database);
      await migrate(database);
      expect(breakagesOf(before, await schemaOf(database))).toEqual([]);
    } finally {
      await close();
    }
  });

  test('would be refused if they dropped or required a column', async () => {
    const { database, close } = await openEarlierInstallation(on, LAST_OF_PREVIOUS_RELEASE);
    try {
      const before = await schemaOf(database);
      await database.knex.raw('ALTER TABLE roles DROP COLUMN description');
      const columns = { 'roles.since': { isRequired: true, hasDefault: false } };
      const after = await schemaOf(database);
      expect(breakagesOf(before, { ...after, columns: { ...after.columns, ...columns } })).toEqual([
        'roles.description was dropped or renamed',
        'roles.since is required and has no default',
      ]);
    } finally {
      await close();
    }
  });
});
