import type { NamedKey, NamedSecret } from '../creations/nameable';
import type { Database } from '../database/database';
import type { KeyRow, SecretRow } from './knex-key-rows';

type OwnedRow = Pick<KeyRow, 'id' | 'family' | 'owner_id' | 'created_by'>;

/** Finds the owners and creators of the keys and secrets that a state names. */
export function createKnexNamedKeys(database: Pick<Database, 'knex'>) {
  return {
    async keys(teamId: string, ids: readonly string[]): Promise<readonly NamedKey[]> {
      if (ids.length === 0) return [];
      const rows: OwnedRow[] = await database
        .knex<KeyRow>('keys')
        .where({ team_id: teamId })
        .whereIn('id', [...ids])
        .select('id', 'family', 'owner_id', 'created_by');
      return rows.map(toNamedKey);
    },

    async secrets(teamId: string, versions: readonly number[]): Promise<readonly NamedSecret[]> {
      const rows = (await database
        .knex('key_secrets')
        .join('keys', 'keys.id', 'key_secrets.key_id')
        .where('keys.team_id', teamId)
        .whereIn('key_secrets.version', [...versions])
        .select('keys.id', 'keys.family', 'keys.owner_id', 'keys.created_by', {
          version: 'key_secrets.version',
          secret_created_by: 'key_secrets.created_by',
        })) as (OwnedRow & Pick<SecretRow, 'version'> & { secret_created_by: string })[];
      return rows.map((row) => ({
        ...toNamedKey(row),
        version: Number(row.version),
        secretCreatedBy: row.secret_created_by,
      }));
    },
  };
}

function toNamedKey(row: OwnedRow): NamedKey {
  return { id: row.id, kind: row.family, ownerId: row.owner_id, createdBy: row.created_by };
}
