import type { Database } from '../database/database';
import type { Dialect } from '../database/dialects/dialect';
import { rowsOf } from '../database/rows-of';
import type { CredentialReads } from './cached-credential-lookup';
import type { Credential, CredentialLookup } from './credential';
import { toCredential, type CredentialRow } from './credential-row';
import { KEY_COLUMNS, SECRET_COLUMNS } from './knex-key-rows';

interface FoundRow extends CredentialRow {
  /** What it was found by. */
  sought: string;
}

/**
 * However many are sought: one statement, which answers with one text.
 * @param reader absent: that of the unit of work that is under way
 */
export function createKnexCredentialLookup(
  database: Pick<Database, 'knex' | 'dialect'>,
  reader: Database['reader'] = { all: (...asked) => rowsOf(database.knex, ...asked) },
): CredentialLookup & CredentialReads {
  const { dialect } = database;
  const byHash = statement(dialect, {
    keys: `JOIN key_secrets AS presented ON presented.hash = given.sought
           JOIN keys ON keys.id = presented.key_id`,
    presentedVersion: 'presented.version',
  });
  const byId = statement(dialect, { keys: 'JOIN keys ON keys.id = given.sought' });
  const byClientId = statement(dialect, { keys: 'JOIN keys ON keys.client_id = given.sought' });

  async function read(sql: string, sought: readonly string[]): Promise<Map<string, Credential>> {
    const given = JSON.stringify(sought.map((each) => ({ sought: each })));
    const [answer] = await reader.all<{ found: string }>(sql, [given]);
    const rows = JSON.parse(answer?.found ?? '[]') as FoundRow[];
    return new Map(rows.map((row) => [row.sought, toCredential(row)]));
  }

  return {
    bySecretHashes: (hashes) => read(byHash, hashes),
    bySecretHash: async (hash) => (await read(byHash, [hash])).get(hash),
    byKeyIds: (keyIds) => read(byId, keyIds),
    byKeyId: async (keyId) => (await read(byId, [keyId])).get(keyId),
    byClientId: async (clientId) => (await read(byClientId, [clientId])).get(clientId),
  };
}

/**
 * Its rows are one JSON text: a driver makes forty values of each row, one by one, and thirty rows
 * at once would keep the event loop from all else.
 */
function statement(
  { jsonRows, jsonObject, jsonList }: Dialect,
  { keys, presentedVersion = 'CAST(NULL AS bigint)' }: { keys: string; presentedVersion?: string },
): string {
  const secret = jsonObject(columnsOf('key_secrets', SECRET_COLUMNS));
  const role = jsonObject(columnsOf('roles', ['id', 'name', 'permissions']));
  const row = jsonObject({
    ...columnsOf('keys', KEY_COLUMNS),
    sought: 'given.sought',
    presented_version: presentedVersion,
    member_name: 'members.name',
    member_role: 'members.team_role',
    member_status: 'members.status',
    account_name: 'service_accounts.name',
    account_disabled_at: 'service_accounts.disabled_at',
    account_verifies_every_team: 'service_accounts.verifies_every_team',
    operator_name: 'operators.name',
    service_key_name: 'service_keys.name',
    service_key_revoked_at: 'service_keys.revoked_at',
    suspended_at: 'teams.suspended_at',
    secrets: `(SELECT ${jsonList(secret, 'key_secrets.version DESC')}
      FROM key_secrets WHERE key_secrets.key_id = keys.id)`,
    roles: `(SELECT ${jsonList(role, 'roles.id')}
      FROM service_account_roles JOIN roles ON roles.id = service_account_roles.role_id
      WHERE service_account_roles.service_account_id = keys.owner_id)`,
  });
  return `SELECT CAST(${jsonList(row, 'keys.id')} AS text) AS found
    FROM ${jsonRows({ sought: 'text' })} ${keys}
    LEFT JOIN members ON members.id = keys.owner_id
    LEFT JOIN service_accounts ON service_accounts.id = keys.owner_id
    LEFT JOIN operators ON operators.id = keys.owner_id
    LEFT JOIN service_keys ON service_keys.id = keys.service_key_id
    LEFT JOIN teams ON teams.id = keys.team_id`;
}

function columnsOf(table: string, columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.map((column) => [column, `${table}.${column}`]));
}
