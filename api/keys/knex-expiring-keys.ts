import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { ExpiringKey, ExpiringKeys } from './expiring-keys';
import type { KeyRow } from './knex-key-rows';

type ExpiringRow = Pick<
  KeyRow,
  'id' | 'family' | 'owner_kind' | 'owner_id' | 'name' | 'description' | 'created_at' | 'revoked_at'
> & {
  readonly team_id: string;
  readonly expires_at: number;
  readonly first_expires_at: number | null;
};

export function createKnexExpiringKeys(database: Database): ExpiringKeys {
  const expiring = () =>
    database.knex<ExpiringRow>('keys').whereNotNull('team_id').whereNotNull('expires_at');

  return {
    async between(from, to, { size, after }) {
      const rows = await expiring()
        .whereNull('revoked_at')
        .where('expires_at', '>', toMillis(from))
        .where('expires_at', '<=', toMillis(to))
        .where('id', '>', after)
        .orderBy('id')
        .limit(size);
      return rows.map(toExpiringKey);
    },

    async find(id) {
      const [row] = await expiring().where({ id });
      return row && toExpiringKey(row);
    },
  };
}

function toExpiringKey(row: ExpiringRow): ExpiringKey {
  return {
    id: row.id,
    family: row.family,
    teamId: row.team_id,
    ownerKind: row.owner_kind,
    ownerId: row.owner_id,
    name: row.name,
    description: row.description,
    createdAt: toDate(row.created_at),
    expiresAt: toDate(row.expires_at),
    firstExpiresAt: toDate(row.first_expires_at),
    revokedAt: toDate(row.revoked_at),
  };
}
