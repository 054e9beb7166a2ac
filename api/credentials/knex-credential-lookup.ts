import type { Database } from '../database/database';
import type { Dialect } from '../database/dialects/dialect';
import { rowsOf } from '../database/dialects/rows-of';
import type { CredentialReads } from './cached-credential-lookup';
import type { Credential, CredentialLookup } from './credential';
import { toCredential, type CredentialRow } from './credential-row';
import { KEY_FACTS, SECRET_FACTS, type SecretFactsRow } from '../keys/knex-key-rows';

interface FoundRow extends CredentialRow {
  /** The value that the credential was found with. */
  sought: string;
}

/**
 * One statement that answers with one text, however many credentials are looked up.
 * @param reader if absent, the reader of the unit of work in progress
 */
export function createKnexCredentialLookup(
  database: Pick<Database, 'knex' | 'dialect'>,
  reader: Database['reader'] = { all: (...asked) => rowsOf(database.knex, ...asked) },
): CredentialLookup & CredentialReads {
  const { dialect } = database;
  const byHash = statement(
    dialect,
    `JOIN key_secrets AS presented ON presented.hash = given.sought
     JOIN keys ON keys.id = presented.key_id`,
    { presented: secretFacts(dialect, 'presented') },
  );
  const secrets = `(SELECT ${dialect.jsonList(secretFacts(dialect, 'key_secrets'))}
    FROM key_secrets WHERE key_secrets.key_id = keys.id)`;
  const byId = statement(dialect, 'JOIN keys ON keys.id = given.sought', { secrets });
  const byClientId = statement(dialect, 'JOIN keys ON keys.client_id = given.sought', { secrets });

  async function read(sql: string, sought: readonly string[]): Promise<Map<string, Credential>> {
    const [answer] = await reader.all<{ found: string }>(sql, [JSON.stringify(sought)]);
    const rows = JSON.parse(answer?.found ?? '[]') as FoundRow[];
    for (const { presented, secrets = [] } of rows) {
      for (const secret of presented ? [presented] : secrets) restoreEllipsis(secret);
    }
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
 * The rows are one JSON text. A driver makes thirty values of each row, one by one, and thirty rows at once
 * would block the event loop. They come in no order, because SQLite would sort each of its lists in a table
 * of its own.
 */
function statement(
  { jsonTexts, jsonObject, jsonList }: Dialect,
  keys: string,
  secrets: Readonly<Record<string, string>>,
): string {
  const role = jsonObject(columnsOf('roles', ['id', 'name', 'permissions']));
  const row = jsonObject({
    ...columnsOf('keys', KEY_FACTS),
    ...secrets,
    sought: 'given.sought',
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
    roles: `(SELECT ${jsonList(role)}
      FROM service_account_roles JOIN roles ON roles.id = service_account_roles.role_id
      WHERE service_account_roles.service_account_id = keys.owner_id)`,
  });
  return `SELECT CAST(${jsonList(row)} AS text) AS found
    FROM ${jsonTexts('sought')} ${keys}
    LEFT JOIN members ON members.id = keys.owner_id
    LEFT JOIN service_accounts ON service_accounts.id = keys.owner_id
    LEFT JOIN operators ON operators.id = keys.owner_id
    LEFT JOIN service_keys ON service_keys.id = keys.service_key_id
    LEFT JOIN teams ON teams.id = keys.team_id`;
}

/**
 * A masked secret contains this character. If it is in a text, V8 stores the whole text with two
 * bytes per character, which is slower to parse.
 */
const ELLIPSIS = '…';
const THREE_DOTS = '...';

function secretFacts({ jsonObject }: Dialect, table: string): string {
  return jsonObject({
    ...columnsOf(table, SECRET_FACTS),
    masked: `replace(${table}.masked, '${ELLIPSIS}', '${THREE_DOTS}')`,
  });
}

function restoreEllipsis(secret: SecretFactsRow): void {
  secret.masked = secret.masked.replace(THREE_DOTS, ELLIPSIS);
}

function columnsOf(table: string, columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.map((column) => [column, `${table}.${column}`]));
}
