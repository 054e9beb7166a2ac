import { hash } from 'node:crypto';
import type {
  FederatedCredential,
  FederatedCredentialLookup,
} from '../credentials/federated-credential';
import type { Database } from '../database/database';
import { grantsOfAccounts, NO_ROLES } from '../credentials/knex-account-grants';

interface CredentialRow {
  id: string;
  name: string;
  team_id: string;
  service_account_id: string;
  disabled_at: number | null;
  issuer: string;
  audience: string;
  subject_pattern: string | null;
  claims: string;
  allow_pull_requests: boolean | number;
  account_name: string;
  account_disabled_at: number | null;
  account_verifies_every_team: boolean | number;
  suspended_at: number | null;
}

const IDENTITY_COLUMNS = [
  'f.id',
  'f.name',
  'f.team_id',
  'f.service_account_id',
  'f.disabled_at',
  'f.issuer',
  'f.audience',
  'f.subject_pattern',
  'f.claims',
  'f.allow_pull_requests',
] as const;

/** 132 bits of the digest. That is enough, because an attacker cannot choose trust settings freely. */
const TRUST_LENGTH = 22;

/** A federated identity with the facts of its account, roles and team. */
export function createKnexFederatedCredentialLookup(database: Database): FederatedCredentialLookup {
  return {
    async byIdentityId(id) {
      const [row] = (await database
        .knex('federated_identities as f')
        .join('service_accounts as a', 'a.id', 'f.service_account_id')
        .join('teams', 'teams.id', 'f.team_id')
        .where('f.id', id)
        .select(...IDENTITY_COLUMNS, {
          account_name: 'a.name',
          account_disabled_at: 'a.disabled_at',
          account_verifies_every_team: 'a.verifies_every_team',
          suspended_at: 'teams.suspended_at',
        })) as CredentialRow[];
      if (row === undefined) return undefined;
      const grants = await grantsOfAccounts(database, [row.service_account_id]);
      const { permissions } = grants.get(row.service_account_id) ?? NO_ROLES;
      return {
        identity: { id: row.id, name: row.name },
        trust: trustOf(row),
        standing: standingOf(row),
        principal: {
          kind: 'service_account',
          id: row.service_account_id,
          teamId: row.team_id,
          name: row.account_name,
          credential: { kind: 'federated_identity', id: row.id },
          grant: { permissions: new Set(permissions), everyServicePermission: false },
          verifiesEveryTeam: Boolean(row.account_verifies_every_team),
        },
      };
    },
  };
}

/** Names and replay protection do not decide which tokens are trusted. */
function trustOf(row: CredentialRow): string {
  const { issuer, audience, subject_pattern, claims } = row;
  const trusted = [issuer, audience, subject_pattern, claims, Boolean(row.allow_pull_requests)];
  return hash('sha256', JSON.stringify(trusted), 'base64url').slice(0, TRUST_LENGTH);
}

function standingOf(row: CredentialRow): FederatedCredential['standing'] {
  if (row.disabled_at !== null) return 'identity_disabled';
  if (row.account_disabled_at !== null) return 'owner_disabled';
  return row.suspended_at === null ? 'good' : 'team_suspended';
}
