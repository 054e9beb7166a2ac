import path from 'node:path';
import { readSourceFiles } from './support/import-graph';
import { createdTables, tablesIn } from './support/table-use';

const MIGRATIONS = 'api/database/migrations/';

/** The tables of each slice, which only its own files may name. */
const OWNED: Readonly<Record<string, readonly string[]>> = {
  audit: ['audit_events'],
  bootstrap: ['operators'],
  catalog: ['catalogues', 'services'],
  creations: ['creations', 'idempotent_answers', 'runs'],
  database: ['changes', 'migration_checksums'],
  federation: ['federated_identities'],
  groups: ['groups', 'group_members'],
  keys: ['keys', 'key_secrets', 'key_uses'],
  mail: ['mails', 'sent_invitations'],
  members: ['members'],
  notifications: ['notifications'],
  oauth: ['revoked_access_tokens', 'signing_keys', 'used_assertions'],
  people: ['people'],
  restores: ['restores'],
  roles: ['roles'],
  sealing: ['sealing_keys'],
  'secret-claims': ['secret_claims'],
  'service-accounts': ['service_accounts', 'service_account_roles'],
  'service-keys': ['service_keys', 'service_key_members', 'service_key_services'],
  sessions: ['passkeys', 'sessions', 'sign_in_links', 'used_challenges'],
  teams: ['teams'],
  usage: ['key_usage'],
  wallets: ['charges', 'wallet_entries', 'wallets'],
};

/** Files that name tables of other slices. */
const ACROSS: readonly { file: string; reason: string; tables: readonly string[] }[] = [
  {
    file: 'api/app/installation.ts',
    reason: 'a wrong master key must be refused before the database is migrated',
    tables: ['sealing_keys'],
  },
  {
    file: 'api/credentials/credential-row.ts',
    reason: 'has the columns that the credential lookup selects',
    tables: ['keys'],
  },
  {
    file: 'api/credentials/knex-account-grants.ts',
    reason: 'the grant of an account is needed in one query on the hot path',
    tables: ['roles', 'service_account_roles'],
  },
  {
    file: 'api/credentials/knex-credential-lookup.ts',
    reason: 'a credential, its owner, its team and its grant are read in one query on the hot path',
    tables: [
      'key_secrets',
      'keys',
      'members',
      'operators',
      'roles',
      'service_account_roles',
      'service_accounts',
      'service_keys',
      'teams',
    ],
  },
  {
    file: 'api/database/foreign-database.ts',
    reason:
      'the database of another program is told from an empty one by a table of the first migration',
    tables: ['keys'],
  },
  {
    file: 'api/federation/knex-federated-credential-lookup.ts',
    reason: 'an identity, its account and its team are read in one query on the hot path',
    tables: ['service_accounts', 'teams'],
  },
  {
    file: 'api/service-accounts/service-account-store.ts',
    reason:
      'an account is read with the names of its roles, and deleted only if nothing is below it',
    tables: ['federated_identities', 'keys', 'roles'],
  },
  {
    file: 'api/sessions/knex-reached-members.ts',
    reason: 'each request of the console needs the members of its session and their teams',
    tables: ['members', 'teams'],
  },
  {
    file: 'api/usage/knex-keys-below.ts',
    reason: 'which keys are below an object is a join over all families of keys',
    tables: ['keys', 'service_account_roles'],
  },
  {
    file: 'api/usage/knex-usage-targets.ts',
    reason: 'a usage report asks in one round what exists of objects of every kind',
    tables: ['keys', 'members', 'roles', 'service_accounts', 'service_key_members', 'service_keys'],
  },
  {
    file: 'api/usage/usage-store.ts',
    reason: 'usage is counted for keys that still exist, and reported with the names of callers',
    tables: ['key_uses', 'keys', 'members', 'operators', 'service_accounts'],
  },
  {
    file: 'api/verifiers/verifier-store.ts',
    reason: 'a verifier is a service account with a mark in its row',
    tables: ['service_accounts'],
  },
];

const sources = [...readSourceFiles(path.join(__dirname, '..'), ['api'])];
const migrations = sources.filter(([file]) => file.startsWith(MIGRATIONS));
const tables = [...new Set(migrations.flatMap(([, source]) => createdTables(source)))];
const ownerOf = new Map(
  Object.entries(OWNED).flatMap(([slice, names]) => names.map((name) => [name, slice] as const)),
);
const uses = sources
  .filter(([file]) => !file.startsWith(MIGRATIONS) && !file.includes('/generated/'))
  .map(([file, source]) => ({ file, tables: tablesIn(source, tables) }));

const foreignTables = ({ file, tables: named }: (typeof uses)[number]) =>
  named.filter((table) => ownerOf.get(table) !== file.split('/')[1]).sort();

describe('a table belongs to one slice', () => {
  test('and each table that is named has an owner', () => {
    const named = new Set(uses.flatMap((use) => use.tables));
    expect([...named].sort()).toEqual([...ownerOf.keys()].sort());
  });

  test('and no other slice names it, except for the listed reads', () => {
    const found = uses.map((use) => [use.file, foreignTables(use)] as const);
    const across = found.filter(([, foreign]) => foreign.length > 0);
    expect(Object.fromEntries(across)).toEqual(
      Object.fromEntries(ACROSS.map(({ file, tables: listed }) => [file, [...listed].sort()])),
    );
  });
});

describe('a table is found in a source', () => {
  test.each([
    "database.knex('roles')",
    "database.knex<RoleRow>('roles')",
    "knex('roles as asked')",
    "knex('x').leftJoin('roles', 'a', 'b')",
    "createKnexTeamObjects(knex, { name: 'roles' })",
    "knex.select('roles.id')",
    'knex.raw(`SELECT 1 FROM roles`)',
    'knex.raw("delete from roles")',
    'knex.raw(\'SELECT 1 FROM "roles"\')',
    "const TABLE = 'roles'; knex(TABLE)",
    "knex.transaction((trx) => trx('roles'))",
  ])('%s', (source) => expect(tablesIn(source, ['roles', 'keys'])).toEqual(['roles']));

  test.each(["access: 'roles.read'", "// knex('roles')", "knex('x').where({ kind: 'roles' })"])(
    'but not in %s',
    (source) => expect(tablesIn(source, ['roles'])).toEqual([]),
  );

  test('and in the migration that creates or renames it', () => {
    const source = "createTable('a', x); knex.raw('CREATE TABLE b (id)'); renameTable('c', 'd')";
    expect(createdTables(source)).toEqual(['a', 'b', 'd']);
  });
});
