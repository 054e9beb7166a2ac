import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { pageOf } from '../database/page-of';
import { whereFound } from '../database/text-search';
import type { PageRequest } from '../domain/page';
import type { SecretDelivery } from '../domain/secret-delivery';
import type { PolicyDeclaration, Team } from './team';
import type { TeamPolicy } from './team-policy';

export type TeamChange = Partial<
  Pick<Team, 'name' | 'suspendedAt' | 'policyDeclaration' | keyof TeamPolicy>
>;

export interface TeamFilter {
  readonly search?: string | undefined;
}

export interface TeamStore {
  insert(team: Team): Promise<void>;
  find(id: string): Promise<Team | undefined>;
  /** Locks the row until the unit of work ends. */
  findForUpdate(id: string): Promise<Team | undefined>;
  /** Sorted by ID, with one extra row that shows whether another page follows. */
  list(filter: TeamFilter, page: PageRequest): Promise<readonly Team[]>;
  update(id: string, change: TeamChange): Promise<void>;
}

interface TeamRow {
  id: string;
  name: string;
  max_key_lifetime_seconds: number | null;
  require_expiry: boolean | number;
  /** JSON; null: all. */
  allowed_secret_deliveries: string | null;
  policy_stack: string | null;
  policy_declared_by: string | null;
  /** RFC 3339. */
  policy_declared_at: string | null;
  suspended_at: number | null;
  created_at: number;
  version: number;
}

const SEARCHED = { containing: ['name'], beginning: ['id'] };

export function createKnexTeamStore(database: Database): TeamStore {
  const teams = () => database.knex<TeamRow>('teams');

  return {
    async insert(team) {
      await teams().insert(toRow(team));
    },

    async find(id) {
      const [row] = await teams().where({ id });
      return row && toTeam(row);
    },

    async findForUpdate(id) {
      const [row] = await database.dialect.lockRows(teams().where({ id }));
      return row && toTeam(row);
    },

    async list({ search }, page) {
      const query = teams();
      if (search !== undefined) whereFound(database, query, search, SEARCHED);
      return (await pageOf(query, page)).map(toTeam);
    },

    async update(id, change) {
      await teams()
        .where({ id })
        .update({ ...changeToRow(change), version: database.knex.raw('version + 1') });
    },
  };
}

function toTeam(row: TeamRow): Team {
  return {
    id: row.id,
    name: row.name,
    maxKeyLifetimeSeconds: row.max_key_lifetime_seconds,
    requireExpiry: Boolean(row.require_expiry),
    allowedSecretDeliveries:
      row.allowed_secret_deliveries === null
        ? null
        : (JSON.parse(row.allowed_secret_deliveries) as SecretDelivery[]),
    policyDeclaration: toDeclaration(row),
    suspendedAt: toDate(row.suspended_at),
    createdAt: toDate(row.created_at),
    version: row.version,
  };
}

function toRow(team: Team): TeamRow {
  return {
    id: team.id,
    name: team.name,
    max_key_lifetime_seconds: team.maxKeyLifetimeSeconds,
    require_expiry: team.requireExpiry,
    allowed_secret_deliveries: toJson(team.allowedSecretDeliveries),
    ...declarationToRow(team.policyDeclaration),
    suspended_at: toMillis(team.suspendedAt),
    created_at: toMillis(team.createdAt),
    version: team.version,
  };
}

function changeToRow(change: TeamChange): Partial<TeamRow> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.maxKeyLifetimeSeconds !== undefined && {
      max_key_lifetime_seconds: change.maxKeyLifetimeSeconds,
    }),
    ...(change.requireExpiry !== undefined && { require_expiry: change.requireExpiry }),
    ...(change.allowedSecretDeliveries !== undefined && {
      allowed_secret_deliveries: toJson(change.allowedSecretDeliveries),
    }),
    ...(change.policyDeclaration !== undefined && declarationToRow(change.policyDeclaration)),
    ...(change.suspendedAt !== undefined && { suspended_at: toMillis(change.suspendedAt) }),
  };
}

function toDeclaration(row: TeamRow): PolicyDeclaration | null {
  const { policy_stack: stack, policy_declared_by: declaredBy, policy_declared_at: at } = row;
  return declaredBy === null || at === null
    ? null
    : { stack, declaredBy, declaredAt: new Date(at) };
}

function declarationToRow(declaration: PolicyDeclaration | null) {
  return {
    policy_stack: declaration?.stack ?? null,
    policy_declared_by: declaration?.declaredBy ?? null,
    policy_declared_at: declaration?.declaredAt.toISOString() ?? null,
  };
}

function toJson(deliveries: Team['allowedSecretDeliveries']): string | null {
  return deliveries && JSON.stringify(deliveries);
}
