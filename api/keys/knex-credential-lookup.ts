import type { Knex } from 'knex';
import { toDate } from '../database/columns';
import type { Database } from '../database/database';
import { grantOfTeamRole, NO_GRANT, type Grant, type TeamRole } from '../domain/permission';
import type { Principal } from '../domain/principal';
import type { Credential, CredentialLookup } from './credential';
import type { CredentialReads } from './cached-credential-lookup';
import { grantsOfAccounts, NO_ROLES, type AccountGrant } from './knex-account-grants';
import { toKey, toSecret, type KeyRow, type SecretRow } from './knex-key-rows';

/** A key's row with its owner's and its team's facts, whichever kind the owner is. */
interface CredentialRow extends KeyRow {
  member_name: string | null;
  member_role: TeamRole | null;
  member_status: string | null;
  account_name: string | null;
  account_disabled_at: number | null;
  account_verifies_every_team: boolean | number | null;
  operator_name: string | null;
  service_key_name: string | null;
  service_key_revoked_at: number | null;
  suspended_at: number | null;
}

interface PresentedRow extends CredentialRow {
  presented_hash: string;
}

const OPERATOR_GRANT: Grant = {
  permissions: new Set(['keys.verify']),
  everyServicePermission: false,
};

export function createKnexCredentialLookup(
  database: Pick<Database, 'knex'>,
): CredentialLookup & CredentialReads {
  function credentialRows(): Knex.QueryBuilder {
    return database
      .knex('keys')
      .leftJoin('members', 'members.id', 'keys.owner_id')
      .leftJoin('service_accounts', 'service_accounts.id', 'keys.owner_id')
      .leftJoin('operators', 'operators.id', 'keys.owner_id')
      .leftJoin('service_keys', 'service_keys.id', 'keys.service_key_id')
      .leftJoin('teams', 'teams.id', 'keys.team_id')
      .select('keys.*', {
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
      });
  }

  async function secretsOf(keyIds: readonly string[]): Promise<Map<string, SecretRow[]>> {
    const rows = await database
      .knex<SecretRow>('key_secrets')
      .whereIn('key_id', [...keyIds])
      .orderBy('version', 'desc');
    const secrets = new Map<string, SecretRow[]>(keyIds.map((id) => [id, []]));
    for (const row of rows) secrets.get(row.key_id)?.push(row);
    return secrets;
  }

  /** However many rows: three statements. */
  async function credentialsOf(rows: readonly CredentialRow[]): Promise<readonly Credential[]> {
    if (rows.length === 0) return [];
    const accounts = rows.filter((row) => row.owner_kind === 'service_account');
    const [secrets, grants] = await Promise.all([
      secretsOf(rows.map(({ id }) => id)),
      grantsOfAccounts(database, [...new Set(accounts.map((row) => row.owner_id))]),
    ]);
    return rows.map((row) =>
      toCredential(row, secrets.get(row.id) ?? [], grants.get(row.owner_id) ?? NO_ROLES),
    );
  }

  async function bySecretHashes(hashes: readonly string[]) {
    const rows = (await credentialRows()
      .join('key_secrets', 'key_secrets.key_id', 'keys.id')
      .whereIn('key_secrets.hash', [...hashes])
      .select({ presented_hash: 'key_secrets.hash' })) as PresentedRow[];
    const credentials = await credentialsOf(rows);
    return mapOf(credentials, (_, at) => rows[at]?.presented_hash ?? '');
  }

  async function byKeyIds(keyIds: readonly string[]) {
    const rows = (await credentialRows().whereIn('keys.id', [...keyIds])) as CredentialRow[];
    return mapOf(await credentialsOf(rows), ({ key }) => key.id);
  }

  return {
    bySecretHashes,
    bySecretHash: async (hash) => (await bySecretHashes([hash])).get(hash),
    byKeyIds,
    byKeyId: async (keyId) => (await byKeyIds([keyId])).get(keyId),
    async byClientId(clientId) {
      const rows = (await credentialRows().where('keys.client_id', clientId)) as CredentialRow[];
      return (await credentialsOf(rows))[0];
    },
  };
}

function mapOf(
  credentials: readonly Credential[],
  keyOf: (credential: Credential, at: number) => string,
): ReadonlyMap<string, Credential> {
  return new Map(credentials.map((credential, at) => [keyOf(credential, at), credential]));
}

function toCredential(
  row: CredentialRow & { presented_hash?: string },
  secrets: readonly SecretRow[],
  { roles, permissions }: AccountGrant,
): Credential {
  const principal = principalOf(row, permissions);
  const presented = secrets.find(({ hash }) => hash === row.presented_hash);
  return {
    key: toKey(row, secrets),
    secret: presented === undefined ? null : toSecret(presented),
    owner: {
      kind: row.owner_kind,
      id: row.owner_id,
      name: principal.name,
      active: isOwnerActive(row),
    },
    teamSuspended: row.suspended_at !== null,
    roles,
    principal,
  };
}

function isOwnerActive(row: CredentialRow): boolean {
  if (row.service_key_revoked_at !== null) return false;
  switch (row.owner_kind) {
    case 'member':
      return row.member_status === 'active';
    case 'service_account':
      return row.account_name !== null && toDate(row.account_disabled_at) === null;
    case 'service_key':
      return row.service_key_name !== null;
    case 'operator':
      return row.operator_name !== null;
  }
}

function principalOf(row: CredentialRow, permissions: readonly string[]): Principal {
  const base = { id: row.owner_id, keyId: row.id };
  if (row.owner_kind === 'operator' || row.team_id === null) {
    const name = row.operator_name ?? 'operator';
    return { ...base, kind: 'operator', teamId: null, name, grant: OPERATOR_GRANT };
  }
  if (row.owner_kind === 'service_account') {
    return {
      ...base,
      kind: 'service_account',
      teamId: row.team_id,
      name: row.account_name ?? 'deleted service account',
      grant: { permissions: new Set(permissions), everyServicePermission: false },
      verifiesEveryTeam: Boolean(row.account_verifies_every_team),
    };
  }
  if (row.owner_kind === 'service_key') {
    const name = row.service_key_name ?? 'deleted service key';
    return { ...base, kind: 'service_key', teamId: row.team_id, name, grant: NO_GRANT };
  }
  return {
    ...base,
    kind: 'member',
    teamId: row.team_id,
    name: row.member_name ?? 'former member',
    teamRole: row.member_role ?? 'user',
    grant:
      row.member_role === null || row.family === 'token'
        ? NO_GRANT
        : grantOfTeamRole(row.member_role),
  };
}
