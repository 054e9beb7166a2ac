import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import { pageOf } from '../database/page-of';
import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { FederatedIdentity, Trust } from './federated-identity';

export type FederatedIdentityChange = Partial<
  Trust & Pick<FederatedIdentity, 'name' | 'disabledAt'>
>;

export interface FederatedIdentityFilter {
  readonly serviceAccountId?: string | undefined;
  readonly name?: string | undefined;
}

export interface FederatedIdentityStore extends TeamObjects {
  insert(identity: FederatedIdentity): Promise<void>;
  find(teamId: string, id: string): Promise<FederatedIdentity | undefined>;
  /** Locked until the unit of work ends. */
  findForUpdate(teamId: string, id: string): Promise<FederatedIdentity | undefined>;
  /** Sorted by ID, with one extra row that shows whether another page follows. */
  list(
    teamId: string,
    filter: FederatedIdentityFilter,
    page: PageRequest,
  ): Promise<readonly FederatedIdentity[]>;
  /** Sorted by ID: identities of the account that trust the issuer, including disabled ones. */
  trusting(serviceAccountId: string, issuer: string): Promise<readonly FederatedIdentity[]>;
  update(id: string, change: FederatedIdentityChange): Promise<void>;
  /** This is not a change, so its version stays. */
  recordUse(id: string, at: Date): Promise<void>;
  delete(id: string): Promise<void>;
}

interface FederatedIdentityRow {
  id: string;
  team_id: string;
  service_account_id: string;
  name: string;
  issuer: string;
  audience: string;
  subject_pattern: string | null;
  claims: string;
  /** 0 and 1 on SQLite. */
  allow_pull_requests: boolean | number;
  replay_protection: boolean | number;
  disabled_at: number | null;
  last_used_at: number | null;
  created_at: number;
  created_by: string;
  version: number;
}

export function createKnexFederatedIdentityStore(database: Database): FederatedIdentityStore {
  const identities = () => database.knex<FederatedIdentityRow>('federated_identities');

  return {
    ...createKnexTeamObjects(database, { name: 'federated_identities' }),

    async insert(identity) {
      await identities().insert(toRow(identity));
    },

    async find(teamId, id) {
      const [row] = await identities().where({ team_id: teamId, id });
      return row && toIdentity(row);
    },

    async findForUpdate(teamId, id) {
      const [row] = await database.dialect.lockRows(identities().where({ team_id: teamId, id }));
      return row && toIdentity(row);
    },

    async list(teamId, { serviceAccountId, name }, page) {
      const query = identities().where({ team_id: teamId });
      if (serviceAccountId !== undefined) void query.where('service_account_id', serviceAccountId);
      if (name !== undefined) void query.where({ name });
      return (await pageOf(query, page)).map(toIdentity);
    },

    async trusting(serviceAccountId, issuer) {
      const rows = await identities()
        .where({ service_account_id: serviceAccountId, issuer })
        .orderBy('id');
      return rows.map(toIdentity);
    },

    async update(id, change) {
      await identities()
        .where({ id })
        .update({ ...changeToRow(change), version: database.knex.raw('version + 1') });
    },

    async recordUse(id, at) {
      await identities()
        .where({ id })
        .update({ last_used_at: toMillis(at) });
    },

    async delete(id) {
      await identities().where({ id }).delete();
    },
  };
}

function toIdentity(row: FederatedIdentityRow): FederatedIdentity {
  return {
    id: row.id,
    teamId: row.team_id,
    serviceAccountId: row.service_account_id,
    name: row.name,
    issuer: row.issuer,
    audience: row.audience,
    subjectPattern: row.subject_pattern,
    claims: JSON.parse(row.claims) as Record<string, string>,
    allowPullRequests: Boolean(row.allow_pull_requests),
    replayProtection: Boolean(row.replay_protection),
    disabledAt: toDate(row.disabled_at),
    lastUsedAt: toDate(row.last_used_at),
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    version: row.version,
  };
}

function toRow(identity: FederatedIdentity): FederatedIdentityRow {
  return {
    id: identity.id,
    team_id: identity.teamId,
    service_account_id: identity.serviceAccountId,
    name: identity.name,
    issuer: identity.issuer,
    audience: identity.audience,
    subject_pattern: identity.subjectPattern,
    claims: JSON.stringify(identity.claims),
    allow_pull_requests: identity.allowPullRequests,
    replay_protection: identity.replayProtection,
    disabled_at: toMillis(identity.disabledAt),
    last_used_at: toMillis(identity.lastUsedAt),
    created_at: toMillis(identity.createdAt),
    created_by: identity.createdBy,
    version: identity.version,
  };
}

function changeToRow(change: FederatedIdentityChange): Partial<FederatedIdentityRow> {
  const { name, issuer, audience, subjectPattern, claims, disabledAt } = change;
  const { allowPullRequests, replayProtection } = change;
  return {
    ...(name !== undefined && { name }),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    ...(subjectPattern !== undefined && { subject_pattern: subjectPattern }),
    ...(claims !== undefined && { claims: JSON.stringify(claims) }),
    ...(allowPullRequests !== undefined && { allow_pull_requests: allowPullRequests }),
    ...(replayProtection !== undefined && { replay_protection: replayProtection }),
    ...(disabledAt !== undefined && { disabled_at: toMillis(disabledAt) }),
  };
}
