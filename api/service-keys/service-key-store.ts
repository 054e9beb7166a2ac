import type { BillingPolicy } from '../catalog/service';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import { pageOf } from '../database/page-of';
import { sortedNameColumn } from '../database/sort-columns';
import { whereFound } from '../database/text-search';
import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { EnabledService, ServiceKey, ServiceKeyPlan } from './service-key';

export type ServiceKeyChange = Partial<
  Pick<
    ServiceKey,
    'name' | 'description' | 'terms' | 'memberIds' | 'revokedAt' | 'revokedBy' | 'revokedReason'
  > & { readonly services: readonly EnabledService[] }
>;

export interface ServiceKeyFilter {
  readonly name?: string | undefined;
  readonly plan?: ServiceKeyPlan | undefined;
  /** Only service keys that this member is assigned to. */
  readonly memberId?: string | undefined;
  readonly revoked: boolean;
  readonly search?: string | undefined;
}

/** Returns a free key without services, because the catalog has them. */
export interface ServiceKeyStore extends TeamObjects {
  insert(key: ServiceKey): Promise<void>;
  find(teamId: string, id: string): Promise<ServiceKey | undefined>;
  /** Locks the row until the unit of work ends, so changes of assignments and new tokens take turns. */
  findForUpdate(teamId: string, id: string): Promise<ServiceKey | undefined>;
  /** Sorted by ID, with one extra row that shows whether another page follows. */
  list(teamId: string, filter: ServiceKeyFilter, page: PageRequest): Promise<readonly ServiceKey[]>;
  /**
   * Service keys that are not revoked and have one of these services enabled, in order of ID. With
   * `freeKeys`, the free keys as well, if their teams have ever used them.
   */
  enabling(
    serviceIds: readonly string[],
    also: { readonly freeKeys: boolean },
  ): Promise<readonly ServiceKey[]>;
  /** The given service keys that the member is assigned to. */
  assignedAmong(memberId: string, ids: readonly string[]): Promise<readonly string[]>;
  update(id: string, change: ServiceKeyChange): Promise<void>;
  /** Removes the member from every key, and locks those keys until the unit of work ends. */
  unassignEverywhere(memberId: string): Promise<void>;
  /** Service keys that are not revoked and pay from this wallet. */
  countPaidFrom(walletId: string): Promise<number>;
  /** Forgets keys that were revoked before then. */
  purge(before: Date): Promise<void>;
}

interface ServiceKeyRow {
  id: string;
  team_id: string;
  plan: ServiceKeyPlan;
  name: string;
  description: string | null;
  terms_version: string | null;
  terms_accepted_at: number | null;
  terms_accepted_by: string | null;
  revoked_at: number | null;
  revoked_by: string | null;
  revoked_reason: string | null;
  created_at: number;
  created_by: string;
  created_by_key: string | null;
  version: number;
}

interface MemberRow {
  service_key_id: string;
  member_id: string;
}

interface ServiceRow {
  service_key_id: string;
  service_id: string;
  billing_policy: BillingPolicy;
  model_ids: string;
  wallet_id: string | null;
}

/** Databases limit how many values a statement can have. */
const KEYS_AT_ONCE = 500;

const SEARCHED = { containing: ['name', 'description'], beginning: ['id'] };

export function createKnexServiceKeyStore(database: Database): ServiceKeyStore {
  const keys = () => database.knex<ServiceKeyRow>('service_keys');
  const members = () => database.knex<MemberRow>('service_key_members');
  const services = () => database.knex<ServiceRow>('service_key_services');

  async function whole(rows: readonly ServiceKeyRow[]): Promise<ServiceKey[]> {
    const ids = rows.map(({ id }) => id);
    const assigned = await members().whereIn('service_key_id', ids).orderBy('member_id');
    const enabled = await services().whereIn('service_key_id', ids).orderBy('service_id');
    return rows.map((row) => ({
      ...toFacts(row),
      memberIds: assigned
        .filter(({ service_key_id }) => service_key_id === row.id)
        .map(({ member_id }) => member_id),
      services: enabled
        .filter(({ service_key_id }) => service_key_id === row.id)
        .map(toEnabledService),
    }));
  }

  async function setMembers(id: string, memberIds: readonly string[]): Promise<void> {
    await members().where({ service_key_id: id }).delete();
    const rows = memberIds.map((member_id) => ({ service_key_id: id, member_id }));
    if (rows.length > 0) await members().insert(rows);
  }

  async function setServices(id: string, enabled: readonly EnabledService[]): Promise<void> {
    await services().where({ service_key_id: id }).delete();
    const rows = enabled.map((service) => toServiceRow(id, service));
    if (rows.length > 0) await services().insert(rows);
  }

  return {
    ...createKnexTeamObjects(database, { name: 'service_keys', endedAt: 'revoked_at' }),

    async insert(key) {
      await keys().insert(toRow(key));
      await setMembers(key.id, key.memberIds);
      await setServices(key.id, key.services);
    },

    async find(teamId, id) {
      const [key] = await whole(await keys().where({ team_id: teamId, id }));
      return key;
    },

    async findForUpdate(teamId, id) {
      const query = keys().where({ team_id: teamId, id });
      const [key] = await whole(await database.dialect.lockRows(query));
      return key;
    },

    async list(teamId, { name, plan, memberId, revoked, search }, page) {
      const query = keys().where({ team_id: teamId });
      if (name !== undefined) void query.where({ name });
      if (plan !== undefined) void query.where({ plan });
      if (memberId !== undefined) {
        const theirs = members().where({ member_id: memberId }).select('service_key_id');
        void query.whereIn('id', theirs);
      }
      if (revoked) void query.whereNotNull('revoked_at');
      else void query.whereNull('revoked_at');
      if (search !== undefined) whereFound(database, query, search, SEARCHED);
      return whole(await pageOf(query, page, { name: sortedNameColumn(database) }));
    },

    async enabling(serviceIds, { freeKeys }) {
      const found: ServiceKey[] = [];
      for (let after = ''; ; after = found.at(-1)?.id ?? '') {
        const enabling = services()
          .whereIn('service_id', [...serviceIds])
          .select('service_key_id');
        const query = keys()
          .where((wanted) => {
            void wanted.whereIn('id', enabling);
            if (!freeKeys) return;
            void wanted.orWhere(
              (free) => void free.where({ plan: 'free' }).whereNotNull('terms_accepted_at'),
            );
          })
          .whereNull('revoked_at')
          .where('id', '>', after);
        const page = await whole(await query.orderBy('id').limit(KEYS_AT_ONCE));
        found.push(...page);
        if (page.length < KEYS_AT_ONCE) return found;
      }
    },

    async update(id, change) {
      await keys()
        .where({ id })
        .update({ ...changeToRow(change), version: database.knex.raw('version + 1') });
      if (change.memberIds !== undefined) await setMembers(id, change.memberIds);
      if (change.services !== undefined) await setServices(id, change.services);
    },

    async assignedAmong(memberId, ids) {
      const rows = await members()
        .where({ member_id: memberId })
        .whereIn('service_key_id', [...ids])
        .select('service_key_id');
      return rows.map((row) => row.service_key_id);
    },

    async unassignEverywhere(memberId) {
      const theirs = members().where({ member_id: memberId }).select('service_key_id');
      const held = await database.dialect.lockRows(keys().whereIn('id', theirs).orderBy('id'));
      await members().where({ member_id: memberId }).delete();
      await keys()
        .whereIn(
          'id',
          held.map(({ id }) => id),
        )
        .update({ version: database.knex.raw('version + 1') });
    },

    async countPaidFrom(walletId) {
      const rows = await services()
        .join('service_keys', 'service_keys.id', 'service_key_services.service_key_id')
        .where('service_key_services.wallet_id', walletId)
        .whereNull('service_keys.revoked_at')
        .select('service_keys.id');
      return rows.length;
    },

    async purge(before) {
      const gone = (await keys().where('revoked_at', '<', toMillis(before))).map(({ id }) => id);
      await members().whereIn('service_key_id', gone).delete();
      await services().whereIn('service_key_id', gone).delete();
      await keys().whereIn('id', gone).delete();
    },
  };
}

function toFacts(row: ServiceKeyRow): Omit<ServiceKey, 'memberIds' | 'services'> {
  const { terms_version: version, terms_accepted_at: at, terms_accepted_by: by } = row;
  return {
    id: row.id,
    teamId: row.team_id,
    plan: row.plan,
    name: row.name,
    description: row.description,
    terms:
      version === null || at === null || by === null
        ? null
        : { version, acceptedAt: toDate(at), acceptedBy: by },
    revokedAt: toDate(row.revoked_at),
    revokedBy: row.revoked_by,
    revokedReason: row.revoked_reason,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    createdByKey: row.created_by_key,
    version: row.version,
  };
}

function toEnabledService(row: ServiceRow): EnabledService {
  return {
    serviceId: row.service_id,
    billingPolicy: row.billing_policy,
    modelIds: JSON.parse(row.model_ids) as string[],
    walletId: row.wallet_id,
  };
}

function toServiceRow(service_key_id: string, service: EnabledService): ServiceRow {
  return {
    service_key_id,
    service_id: service.serviceId,
    billing_policy: service.billingPolicy,
    model_ids: JSON.stringify(service.modelIds),
    wallet_id: service.walletId,
  };
}

function toRow(key: ServiceKey): ServiceKeyRow {
  return {
    id: key.id,
    team_id: key.teamId,
    plan: key.plan,
    name: key.name,
    description: key.description,
    ...termsToRow(key.terms),
    revoked_at: toMillis(key.revokedAt),
    revoked_by: key.revokedBy,
    revoked_reason: key.revokedReason,
    created_at: toMillis(key.createdAt),
    created_by: key.createdBy,
    created_by_key: key.createdByKey,
    version: key.version,
  };
}

function termsToRow(terms: ServiceKey['terms']) {
  return {
    terms_version: terms?.version ?? null,
    terms_accepted_at: toMillis(terms?.acceptedAt ?? null),
    terms_accepted_by: terms?.acceptedBy ?? null,
  };
}

function changeToRow(change: ServiceKeyChange): Partial<ServiceKeyRow> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.description !== undefined && { description: change.description }),
    ...(change.terms !== undefined && termsToRow(change.terms)),
    ...(change.revokedAt !== undefined && { revoked_at: toMillis(change.revokedAt) }),
    ...(change.revokedBy !== undefined && { revoked_by: change.revokedBy }),
    ...(change.revokedReason !== undefined && { revoked_reason: change.revokedReason }),
  };
}
