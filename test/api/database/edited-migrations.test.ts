import type { Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { DATABASES } from '../../support/api';
import { schemaOf, type Schema } from '../../support/schema-of';
import { openEarlierInstallation } from './earlier-installation';

/** What 0009 created before it was edited. */
const FIRST_NOTIFY_FUNCTION = `
  CREATE OR REPLACE FUNCTION keyplane_notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('keyplane_changes', to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0]);
    RETURN NULL;
  END $$`;

const EDITS: Readonly<Record<string, (database: Database) => Promise<void>>> = {
  async '0001, without the generation of signing keys'({ knex, dialect }) {
    const index =
      dialect.name === 'postgres'
        ? 'ALTER TABLE signing_keys DROP CONSTRAINT signing_keys_generation_unique'
        : 'DROP INDEX signing_keys_generation_unique';
    await knex.raw(index);
    await knex.raw('ALTER TABLE signing_keys DROP COLUMN generation');
    await knex.raw('ALTER TABLE signing_keys ADD COLUMN retires_at bigint');
    const key = { public_jwk: '{}', sealed_private_jwk: 'sealed', created_at: 5 };
    await knex('signing_keys').insert([
      { ...key, id: 'b' },
      { ...key, id: 'a' },
      { ...key, id: 'c', created_at: 4 },
    ]);
  },
  async '0007, without the time of settlement'({ knex }) {
    await knex.raw('ALTER TABLE unconfirmed_creations DROP COLUMN settled_at');
  },
  async '0009, with fewer triggers'({ knex, dialect }) {
    const onPostgres = dialect.name === 'postgres';
    for (const table of ['service_account_roles', 'revoked_access_tokens']) {
      const on = onPostgres ? `ON ${table}` : '';
      await knex.raw(`DROP TRIGGER ${table}_changed_by_update ${on}`);
    }
    if (onPostgres) return void (await knex.raw(FIRST_NOTIFY_FUNCTION));
    await knex.raw('DROP TRIGGER roles_changed_by_update');
    await knex.raw(`
      CREATE TRIGGER roles_changed_by_update AFTER UPDATE ON roles FOR EACH ROW
      BEGIN INSERT INTO changes (id) VALUES (NEW.id); END`);
  },
};

describe.each(DATABASES)(
  'a database that applied a migration before it was edited, on %s,',
  (on) => {
    async function upgraded(
      edit: (database: Database) => Promise<void>,
      look: (database: Database) => Promise<void> = () => Promise.resolve(),
    ): Promise<Schema> {
      const { database, close } = await openEarlierInstallation(on, '0010-key-uses');
      try {
        await edit(database);
        await migrate(database);
        await look(database);
        return await schemaOf(database);
      } finally {
        await close();
      }
    }

    test.each(Object.entries(EDITS))('is repaired by the upgrade: %s', async (_what, edit) => {
      const expected = await upgraded(() => Promise.resolve());
      const repaired = await upgraded(edit);
      const { 'signing_keys.retires_at': _kept, ...columns } = repaired.columns;
      expect({ ...repaired, columns: withoutDefaults(columns) }).toEqual({
        ...expected,
        columns: withoutDefaults(expected.columns),
      });
    });

    test('numbers its signing keys by age', async () => {
      const edit = EDITS['0001, without the generation of signing keys'];
      if (edit === undefined) throw new Error('There is no such edit.');
      await upgraded(edit, async ({ knex }) => {
        const keys = await knex('signing_keys').orderBy('generation').select('id', 'generation');
        expect(keys).toEqual([
          { id: 'c', generation: 1 },
          { id: 'a', generation: 2 },
          { id: 'b', generation: 3 },
        ]);
      });
    });
  },
);

function withoutDefaults(columns: Schema['columns']) {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { isRequired }]) => [name, isRequired]),
  );
}
