import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { KeyFamily } from '../domain/secret';
import type { SecretDelivery } from '../domain/secret-delivery';
import type { Key, KeyFilter, KeyOwnerKind, KeySecret } from './key';
import type { KeyChange, KeyStore, NewSecret } from './key-store';

export interface KeyRow {
  id: string;
  family: KeyFamily;
  team_id: string | null;
  owner_kind: KeyOwnerKind;
  owner_id: string;
  service_key_id: string | null;
  name: string | null;
  description: string | null;
  client_id: string;
  expires_at: number | null;
  disabled_at: number | null;
  revoked_at: number | null;
  revoked_by: string | null;
  revoked_reason: string | null;
  created_at: number;
  created_by: string;
  created_by_key: string | null;
  last_used_at: number | null;
  version: number;
}

export interface SecretRow {
  version: number;
  key_id: string;
  hash: string;
  /** Empty on a public key. */
  masked: string;
  delivery: SecretDelivery;
  public_jwk: string | null;
  created_at: number;
  created_by: string;
  stack: string | null;
  run: string | null;
  retires_at: number | null;
  last_used_at: number | null;
}

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
      // Locked in order of key, as uses of them are written.
      const named = (await database.dialect.lockRows(
        secrets()
          .join('keys', 'keys.id', 'key_secrets.key_id')
          .whereIn('key_secrets.version', [...versions])
          .where('keys.team_id', teamId)
          .orderBy('keys.id')
          .select('key_secrets.*'),
      )) as SecretRow[];
      const isTheirs = (row: SecretRow) =>
        row.created_by === principalId || (row.stack !== null && row.stack === stack);
      const theirs = named.filter(isTheirs);
      await secrets()
        .whereIn(
          'version',
          theirs.map(({ version }) => version),
        )
        .update({ stack: null, run: null });
      return {
        keyIds: theirs.map((row) => row.key_id),
        otherKeyIds: named.filter((row) => !isTheirs(row)).map((row) => row.key_id),
      };
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
      // In order of key, as a revocation of all of an owner's keys goes, or the two would deadlock.
      const inOrder = [...uses].sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
      for (const { keyId, secretVersion, at } of inOrder) {
        const last_used_at = toMillis(at);
        const earlier = (query: Knex.QueryBuilder) =>
          query.whereNull('last_used_at').orWhere('last_used_at', '<', last_used_at);
        await keys().where({ id: keyId }).where(earlier).update({ last_used_at });
        if (secretVersion !== null) {
          await secrets().where({ version: secretVersion }).where(earlier).update({ last_used_at });
        }
      }
    },

    async purge(tombstonesBefore, retiredBefore) {
      await keys().where('revoked_at', '<', toMillis(tombstonesBefore)).delete();
      await secrets().where('retires_at', '<', toMillis(retiredBefore)).delete();
    },
  };
}

export function toKey(row: KeyRow, secrets: readonly SecretRow[]): Key {
  return {
    id: row.id,
    family: row.family,
    teamId: row.team_id,
    ownerKind: row.owner_kind,
    ownerId: row.owner_id,
    serviceKeyId: row.service_key_id,
    name: row.name,
    description: row.description,
    clientId: row.client_id,
    expiresAt: toDate(row.expires_at),
    disabledAt: toDate(row.disabled_at),
    revokedAt: toDate(row.revoked_at),
    revokedBy: row.revoked_by,
    revokedReason: row.revoked_reason,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    createdByKey: row.created_by_key,
    lastUsedAt: toDate(row.last_used_at),
    version: row.version,
    secrets: secrets.map(toSecret),
  };
}

export function toSecret(row: SecretRow): KeySecret {
  return {
    version: row.version,
    delivery: row.delivery,
    masked: row.masked === '' ? null : row.masked,
    publicJwk: row.public_jwk === null ? null : (JSON.parse(row.public_jwk) as JWK),
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    madeIn: row.stack === null || row.run === null ? null : { stack: row.stack, run: row.run },
    retiresAt: toDate(row.retires_at),
    lastUsedAt: toDate(row.last_used_at),
  };
}

function toSecretRow(keyId: string, secret: NewSecret): Omit<SecretRow, 'version'> {
  return {
    key_id: keyId,
    // What no SHA-256 is: nobody presents a public key to be looked up by.
    hash: secret.hash ?? `public_key/${randomUUID()}`,
    masked: secret.masked ?? '',
    delivery: secret.delivery,
    public_jwk: secret.publicJwk === null ? null : JSON.stringify(secret.publicJwk),
    created_at: toMillis(secret.createdAt),
    created_by: secret.createdBy,
    stack: secret.madeIn?.stack ?? null,
    run: secret.madeIn?.run ?? null,
    retires_at: null,
    last_used_at: null,
  };
}

function toRow(key: Omit<Key, 'secrets'>): KeyRow {
  return {
    id: key.id,
    family: key.family,
    team_id: key.teamId,
    owner_kind: key.ownerKind,
    owner_id: key.ownerId,
    service_key_id: key.serviceKeyId,
    name: key.name,
    description: key.description,
    client_id: key.clientId,
    expires_at: toMillis(key.expiresAt),
    disabled_at: toMillis(key.disabledAt),
    revoked_at: toMillis(key.revokedAt),
    revoked_by: key.revokedBy,
    revoked_reason: key.revokedReason,
    created_at: toMillis(key.createdAt),
    created_by: key.createdBy,
    created_by_key: key.createdByKey,
    last_used_at: toMillis(key.lastUsedAt),
    version: key.version,
  };
}

function changeToRow(change: KeyChange): Partial<KeyRow> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.description !== undefined && { description: change.description }),
    ...(change.expiresAt !== undefined && { expires_at: toMillis(change.expiresAt) }),
    ...(change.disabledAt !== undefined && { disabled_at: toMillis(change.disabledAt) }),
    ...(change.revokedAt !== undefined && { revoked_at: toMillis(change.revokedAt) }),
    ...(change.revokedBy !== undefined && { revoked_by: change.revokedBy }),
    ...(change.revokedReason !== undefined && { revoked_reason: change.revokedReason }),
  };
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
