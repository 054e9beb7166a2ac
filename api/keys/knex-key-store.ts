import type { Knex } from 'knex';
import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Key, KeyFilter } from './key';
import type { KeyStore } from './key-store';
import {
  changeToRow,
  toKey,
  toRow,
  toSecretRow,
  type KeyRow,
  type SecretRow,
} from './knex-key-rows';

export function createKnexKeyStore(database: Database): KeyStore {
  const keys = () => database.knex<KeyRow>('keys');
  const secrets = () => database.knex<SecretRow>('key_secrets');

  async function withSecrets(rows: readonly KeyRow[]): Promise<Key[]> {
    const ids = rows.map((row) => row.id);
    const found = await secrets().whereIn('key_id', ids).orderBy('version', 'desc');
    const byKey = new Map<string, SecretRow[]>(ids.map((id) => [id, []]));
    for (const secret of found) byKey.get(secret.key_id)?.push(secret);
    return rows.map((row) => toKey(row, byKey.get(row.id) ?? []));
  }

  async function countByOwner(
    ownerIds: readonly string[],
    restrict: (query: Knex.QueryBuilder<KeyRow>) => void,
  ): Promise<ReadonlyMap<string, number>> {
    const query = keys().whereIn('owner_id', [...ownerIds]);
    restrict(query);
    const rows = (await query.groupBy('owner_id').select('owner_id').count('* as count')) as {
      owner_id: string;
      count: number;
    }[];
    return new Map(rows.map((row) => [row.owner_id, Number(row.count)]));
  }

  async function moveLastUsed(
    table: 'keys' | 'key_secrets',
    latest: ReadonlyMap<string | number, number>,
  ): Promise<void> {
    const [id, type] =
      table === 'keys' ? (['id', 'text'] as const) : (['version', 'bigint'] as const);
    const rows = [...latest].map(([row_id, used_at]) => ({ row_id, used_at }));
    await database.knex.raw(
      `UPDATE ${table} SET last_used_at = given.used_at
         FROM ${database.dialect.jsonRows({ row_id: type, used_at: 'bigint' })}
        WHERE ${table}.${id} = given.row_id
          AND (${table}.last_used_at IS NULL OR ${table}.last_used_at < given.used_at)`,
      [JSON.stringify(rows)],
    );
  }

  return {
    async insert(key) {
      await keys().insert(toRow(key));
    },

    async insertSecret(keyId, secret) {
      const [inserted] = await secrets().insert(toSecretRow(keyId, secret)).returning('version');
      if (inserted === undefined) throw new Error('The database returned no secret version.');
      return Number(inserted.version);
    },

    async retireSecret(version, retiresAt) {
      await secrets()
        .where({ version })
        .update({ retires_at: toMillis(retiresAt) });
    },

    async deleteSecret(version) {
      await secrets().where({ version }).delete();
    },

    async confirmSecrets(versions, { teamId, principalId, stack }) {
      // Held in order of key, as uses of them are written.
      const named = secrets().whereIn('version', [...versions]);
      const ofTeam = keys()
        .where({ team_id: teamId })
        .whereIn('id', named.clone().select('key_id'))
        .orderBy('id');
      const held = (await database.dialect.lockRows(ofTeam)).map(({ id }) => id);
      const rows = await named.whereIn('key_id', held);
      const isTheirs = (row: SecretRow) =>
        row.created_by === principalId || (row.stack !== null && row.stack === stack);
      const theirs = rows.filter(isTheirs);
      await secrets()
        .whereIn(
          'version',
          theirs.map(({ version }) => version),
        )
        .update({ stack: null, run: null });
      return {
        keyIds: theirs.map((row) => row.key_id),
        otherKeyIds: rows.filter((row) => !isTheirs(row)).map((row) => row.key_id),
      };
    },

    async serviceKeysOf(keyIds) {
      const tokens = await keys()
        .whereIn('id', [...keyIds])
        .whereNotNull('service_key_id');
      return tokens.flatMap(({ service_key_id }) => service_key_id ?? []);
    },

    async find(id) {
      const [key] = await withSecrets(await keys().where({ id }));
      return key;
    },

    async findForUpdate(id) {
      const [key] = await withSecrets(await database.dialect.lockRows(keys().where({ id })));
      return key;
    },

    async list(filter, page, now) {
      const query = keys().where({ team_id: filter.teamId, family: filter.family });
      applyFilter(query, filter, now);
      const newestFirst = filter.order === 'newest-first';
      if (page.after !== undefined) void query.where('id', newestFirst ? '<' : '>', page.after);
      return withSecrets(
        await query.orderBy('id', newestFirst ? 'desc' : 'asc').limit(page.size + 1),
      );
    },

    async unrevokedOf(ownerId) {
      return withSecrets(await keys().where({ owner_id: ownerId, revoked_at: null }).orderBy('id'));
    },

    async unrevokedOn(serviceKeyId, memberId) {
      const query = keys().where({ service_key_id: serviceKeyId, revoked_at: null });
      if (memberId !== undefined) void query.where({ owner_id: memberId });
      return withSecrets(await query.orderBy('id'));
    },

    async createdBy(keyIds) {
      return withSecrets(
        await keys()
          .whereIn('created_by_key', [...keyIds])
          .orderBy('id'),
      );
    },

    countLive: (ownerIds, now) => countByOwner(ownerIds, (query) => whereLive(query, now)),

    countActive: (ownerIds, now) =>
      countByOwner(ownerIds, (query) => {
        whereLive(query, now);
        void query.whereNull('disabled_at');
      }),

    async update(id, change) {
      await keys()
        .where({ id })
        .update({ ...changeToRow(change), version: database.knex.raw('version + 1') });
    },

    async markUsed(uses) {
      await moveLastUsed(
        'keys',
        latestBy(uses, ({ keyId }) => keyId),
      );
      await moveLastUsed(
        'key_secrets',
        latestBy(uses, ({ secretVersion }) => secretVersion),
      );
    },

    async purge(tombstonesBefore, retiredBefore) {
      await keys().where('revoked_at', '<', toMillis(tombstonesBefore)).delete();
      await secrets().where('retires_at', '<', toMillis(retiredBefore)).delete();
    },
  };
}

function latestBy<U extends { readonly lastUsedAt: Date }, K>(
  uses: readonly U[],
  idOf: (use: U) => K | null,
): Map<K, number> {
  const latest = new Map<K, number>();
  for (const use of uses) {
    const id = idOf(use);
    if (id === null) continue;
    latest.set(id, Math.max(latest.get(id) ?? 0, toMillis(use.lastUsedAt)));
  }
  return latest;
}

/** The query's side of `stateOf`: the same precedence, `active < disabled < expired < revoked`. */
function applyFilter(query: Knex.QueryBuilder<KeyRow>, filter: KeyFilter, now: Date): void {
  if (filter.ownerId !== undefined) void query.where({ owner_id: filter.ownerId });
  if (filter.ownerKind !== undefined) void query.where({ owner_kind: filter.ownerKind });
  if (filter.serviceKeyId !== undefined) {
    void query.where({ service_key_id: filter.serviceKeyId });
  }
  if (filter.unusedSince !== undefined) {
    const since = toMillis(filter.unusedSince);
    void query.where((unused) => {
      void unused.whereNull('last_used_at').orWhere('last_used_at', '<', since);
    });
  }
  switch (filter.state) {
    case 'active':
      whereLive(query, now);
      void query.whereNull('disabled_at');
      break;
    case 'disabled':
      whereLive(query, now);
      void query.whereNotNull('disabled_at');
      break;
    case 'expired':
      void query.whereNull('revoked_at').where('expires_at', '<=', toMillis(now));
      break;
    case 'revoked':
      void query.whereNotNull('revoked_at');
      break;
    case undefined:
      void query.whereNull('revoked_at');
  }
}

function whereLive(query: Knex.QueryBuilder<KeyRow>, now: Date): void {
  void query.whereNull('revoked_at').where((unexpired) => {
    void unexpired.whereNull('expires_at').orWhere('expires_at', '>', toMillis(now));
  });
}
