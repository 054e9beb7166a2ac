import { LRUCache } from 'lru-cache';
import { toDate } from '../database/columns';
import { grantOfTeamRole, NO_GRANT, type Grant, type TeamRole } from '../domain/permission';
import type { Principal } from '../domain/principal';
import { newMemory, type Credential } from './credential';
import {
  toKeyFacts,
  toSecretFacts,
  type KeyFactsRow,
  type SecretFactsRow,
} from '../keys/knex-key-rows';

/** A key with everything that decides whether it is valid, whatever kind of owner it has. */
export interface CredentialRow extends KeyFactsRow {
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
  /** If a secret was presented. */
  presented?: SecretFactsRow;
  /** All secrets of the key, if no secret was presented. */
  secrets?: readonly SecretFactsRow[];
  /** The roles of a service account; `permissions` is JSON. */
  roles: readonly { readonly id: string; readonly name: string; readonly permissions: string }[];
}

const OPERATOR_GRANT: Grant = {
  permissions: new Set(['keys.verify']),
  everyServicePermission: false,
};

export function toCredential(row: CredentialRow): Credential {
  row.team_id = sharedTeamId(row.team_id);
  const principal = principalOf(row);
  const secret = row.presented === undefined ? null : toSecretFacts(row.presented);
  const secrets = secret === null ? (row.secrets ?? []).map(toSecretFacts) : [secret];
  return {
    key: toKeyFacts(row),
    secret,
    secrets: secrets.sort((a, b) => b.version - a.version),
    owner: {
      kind: row.owner_kind,
      id: row.owner_id,
      name: principal.name,
      active: isOwnerActive(row),
    },
    teamSuspended: row.suspended_at !== null,
    roles: row.roles.map(({ id, name }) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    principal,
    memory: newMemory(),
  };
}

const TEAM_IDS_KEPT = 1000;
const teamIds = new LRUCache<string, string>({ max: TEAM_IDS_KEPT });

/**
 * Each verification compares the team of the caller with that of the key. If both are the same object, V8
 * reads neither of them.
 */
function sharedTeamId(teamId: string | null): string | null {
  if (teamId === null) return null;
  const shared = teamIds.get(teamId);
  if (shared === undefined) teamIds.set(teamId, teamId);
  return shared ?? teamId;
}

const GRANTS_KEPT = 1000;
const grants = new LRUCache<string, Grant>({ max: GRANTS_KEPT });

/**
 * Accounts whose roles grant the same share one object, because there are few roles and many
 * accounts.
 */
function grantOf(roles: CredentialRow['roles']): Grant {
  const granted = roles.map(({ permissions }) => permissions).join();
  let grant = grants.get(granted);
  if (grant === undefined) {
    const permissions = (JSON.parse(`[${granted}]`) as string[][]).flat();
    grant = { permissions: new Set(permissions), everyServicePermission: false };
    grants.set(granted, grant);
  }
  return grant;
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

function principalOf(row: CredentialRow): Principal {
  const id = row.owner_id;
  const credential = { kind: 'key', id: row.id } as const;
  if (row.owner_kind === 'operator' || row.team_id === null) {
    const name = row.operator_name ?? 'operator';
    return { id, credential, kind: 'operator', teamId: null, name, grant: OPERATOR_GRANT };
  }
  if (row.owner_kind === 'service_account') {
    return {
      id,
      credential,
      kind: 'service_account',
      teamId: row.team_id,
      name: row.account_name ?? 'deleted service account',
      grant: grantOf(row.roles),
      verifiesEveryTeam: Boolean(row.account_verifies_every_team),
    };
  }
  if (row.owner_kind === 'service_key') {
    const name = row.service_key_name ?? 'deleted service key';
    return { id, credential, kind: 'service_key', teamId: row.team_id, name, grant: NO_GRANT };
  }
  return {
    id,
    credential,
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
