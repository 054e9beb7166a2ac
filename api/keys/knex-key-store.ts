import type { Knex } from 'knex';
import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { pageOf } from '../database/page-of';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import type { Key } from './key';
import type { LastUse } from '../usage/used-keys';
import { NEVER_MILLIS } from './key-sort-values';
import type { KeyStore } from './key-store';
import { applyKeyFilter, keySortColumns, whereLive } from './knex-key-filter';
import {
  changeToRow,
  FIRST_EXPIRY,
  type Dated,
  LAST_USE_OF_KEY,
  LAST_USE_OF_SECRET,
  NO_SECRET,
  toKey,
  toRow,
  toSecretRow,
  type KeyRow,
  type KeyUseRow,
  type ReadSecretRow,
  type SecretRow,
} from './knex-key-rows';

export function createKnexKeyStore(database: Database): KeyStore {
  const keys = () => database.knex<KeyRow>('keys');
  const secrets = () => database.knex<SecretRow>('key_secrets');

  async function read(query: Knex.QueryBuilder<KeyRow>): Promise<Key[]> {
    const rows: Dated<KeyRow>[] = await query.select(
      'keys.*',
      database.knex.raw(`${LAST_USE_OF_KEY} AS last_used_at`),
    );
    const ids = rows.map((row) => row.id);
    const found: Dated<ReadSecretRow>[] = await secrets()
      .whereIn('key_id', ids)
      .orderBy('version', 'desc')
      .select('key_secrets.*', database.knex.raw(`${LAST_USE_OF_SECRET} AS last_used_at`));
    const byKey = new Map<string, Dated<ReadSecretRow>[]>(ids.map((id) => [id, []]));
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

  return {
    ...createKnexTeamObjects(database, { name: 'keys', endedAt: 'revoked_at' }),

    async insert(key) {
      await keys().insert(toRow(key));
    },

    async insertSecret(keyId, secret) {
      const version = database.knex.raw(database.dialect.nextSecretVersion);
      const row = { ...toSecretRow(keyId, secret), version };
      const [inserted] = await secrets().insert(row).returning('version');
      if (inserted === undefined) throw new Error('The database returned no secret version.');
      return Number(inserted.version);
    },

    async retireSecret(version, retiresAt) {
      await secrets()
        .where({ version })
        .update({ retires_at: toMillis(retiresAt) });
    },

    async endSecret(version, at) {
      const millis = toMillis(at);
      await secrets().where({ version }).update({ retires_at: millis, ended_at: millis });
    },

    async deleteSecret(version) {
      await secrets().where({ version }).delete();
    },

    async recordSecrets(versions, teamId, of) {
      // Locks the keys in order of ID, the order in which uses of keys are written.
      const named = secrets().whereIn('version', [...versions]);
      if (of !== undefined) void named.where({ created_by: of.createdBy, run: of.run });
      const ofTeam = keys()
        .where({ team_id: teamId })
        .whereIn('id', named.clone().select('key_id'))
        .orderBy('id');
      const held = (await database.dialect.lockRows(ofTeam)).map(({ id }) => id);
      const rows = await named.whereIn('key_id', held);
      const unrecorded = rows.filter(({ run }) => run !== null);
      if (unrecorded.length > 0) {
        const versionsOf = unrecorded.map(({ version }) => version);
        await secrets().whereIn('version', versionsOf).update({ stack: null, run: null });
      }
      const keysOf = (some: readonly SecretRow[]) => [...new Set(some.map((row) => row.key_id))];
      return { keyIds: keysOf(rows), rotatedIds: keysOf(unrecorded) };
    },

    async serviceKeysOf(keyIds) {
      const tokens = await keys()
        .whereIn('id', [...keyIds])
        .whereNotNull('service_key_id');
      return tokens.flatMap(({ service_key_id }) => service_key_id ?? []);
    },

    async find(id) {
      const [key] = await read(keys().where({ id }));
      return key;
    },

    async findForUpdate(id) {
      const [key] = await read(database.dialect.lockRows(keys().where({ id })));
      return key;
    },

    async findForShare(id) {
      const [key] = await read(keys().where({ id }).forShare());
      return key;
    },

    async list(filter, page, now) {
      const query = keys().where({ team_id: filter.teamId, family: filter.family });
      applyKeyFilter(database, query, filter, now);
      return read(pageOf(query, page, keySortColumns(database)));
    },

    unrevokedOf: (ownerId) =>
      read(keys().where({ owner_id: ownerId, revoked_at: null }).orderBy('id')),

    lockUnrevokedOf: (ownerId) =>
      read(
        database.dialect.lockRows(
          keys().where({ owner_id: ownerId, revoked_at: null }).orderBy('id'),
        ),
      ),

    lockUnrevokedOn: (serviceKeyId) =>
      read(
        database.dialect.lockRows(
          keys().where({ service_key_id: serviceKeyId, revoked_at: null }).orderBy('id'),
        ),
      ),

    async unrevokedOn(serviceKeyId, memberId) {
      const query = keys().where({ service_key_id: serviceKeyId, revoked_at: null });
      if (memberId !== undefined) void query.where({ owner_id: memberId });
      return read(query.orderBy('id'));
    },

    createdBy: (keyIds) =>
      read(
        keys()
          .whereIn('created_by_key', [...keyIds])
          .orderBy('id'),
      ),

    countLive: (ownerIds, now) => countByOwner(ownerIds, (query) => whereLive(query, now)),

    countActive: (ownerIds, now) =>
      countByOwner(ownerIds, (query) => {
        whereLive(query, now);
        void query.whereNull('disabled_at');
      }),

    async update(id, change) {
      await keys()
        .where({ id })
        .update({
          ...changeToRow(change),
          ...(change.expiresAt !== undefined && {
            first_expires_at: database.knex.raw(FIRST_EXPIRY, [NEVER_MILLIS]),
          }),
          version: database.knex.raw('version + 1'),
        });
    },

    async markUsed(uses) {
      const columns = { key_id: 'text', secret_version: 'bigint', last_used_at: 'bigint' } as const;
      await database.knex.raw(
        `INSERT INTO key_uses (key_id, secret_version, last_used_at)
         SELECT given.key_id, given.secret_version, given.last_used_at
           FROM ${database.dialect.jsonRows(columns)} JOIN keys ON keys.id = given.key_id WHERE true
         ON CONFLICT (key_id, secret_version) DO UPDATE SET last_used_at = excluded.last_used_at
          WHERE key_uses.last_used_at < excluded.last_used_at`,
        [JSON.stringify(latestUses(uses))],
      );
      const firsts = uses.filter(({ firstUse }) => firstUse);
      if (firsts.length === 0) return;
      const unused = { used: false };
      await keys()
        .where(unused)
        .whereIn(
          'id',
          firsts.map(({ keyId }) => keyId),
        )
        .update({ used: true });
      await secrets()
        .where(unused)
        .whereIn(
          'version',
          firsts.flatMap(({ secretVersion }) => secretVersion ?? []),
        )
        .update({ used: true });
    },

    async purge(tombstonesBefore, retiredBefore) {
      await keys().where('revoked_at', '<', toMillis(tombstonesBefore)).delete();
      await secrets().where('retires_at', '<', toMillis(retiredBefore)).delete();
    },
  };
}

/** One entry for each secret. If there are several callers or days, the latest use counts. */
function latestUses(uses: readonly LastUse[]): readonly KeyUseRow[] {
  const latest = new Map<string, KeyUseRow>();
  for (const { keyId, secretVersion, lastUsedAt } of uses) {
    const row = {
      key_id: keyId,
      secret_version: secretVersion ?? NO_SECRET,
      last_used_at: toMillis(lastUsedAt),
    };
    const place = `${keyId} ${row.secret_version}`;
    const known = latest.get(place);
    if (known === undefined || known.last_used_at < row.last_used_at) latest.set(place, row);
  }
  return [...latest.values()];
}
