import type { JWK } from 'jose';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Discardable } from '../sealing/discard-lost';
import { whereLost } from '../sealing/knex-lost';
import type { Resealable } from '../sealing/resealable';
import { signingKeyPlace, type SigningKey } from './signing-key';

export interface SigningKeyStore extends Resealable, Discardable {
  /** The keys by generation, oldest first. */
  all(): Promise<readonly SigningKey[]>;
  /** Does nothing if the generation exists, because another replica was first. */
  insert(key: SigningKey): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
}

interface SigningKeyRow {
  id: string;
  generation: number;
  public_jwk: string;
  sealed_private_jwk: string;
  created_at: number;
}

export function createKnexSigningKeyStore(database: Database): SigningKeyStore {
  const keys = () => database.knex<SigningKeyRow>('signing_keys');

  return {
    all: async () => (await keys().orderBy('generation')).map(toSigningKey),

    async insert(key) {
      await keys().insert(toRow(key)).onConflict('generation').ignore();
    },

    async delete(ids) {
      await keys()
        .whereIn('id', [...ids])
        .delete();
    },

    async sealedRowsForUpdate() {
      const rows = await database.dialect.lockRows(keys().orderBy('generation'));
      return rows.map(({ id, sealed_private_jwk: sealed }) => ({
        id,
        sealed,
        associatedData: signingKeyPlace(id),
      }));
    },

    async replaceSealed(id, sealed) {
      await keys().where({ id }).update({ sealed_private_jwk: sealed });
    },

    // The ring creates the next generation if none is left.
    discardSealed: (openable) => whereLost(keys(), 'sealed_private_jwk', openable).delete(),
  };
}

function toSigningKey(row: SigningKeyRow): SigningKey {
  return {
    id: row.id,
    generation: row.generation,
    publicJwk: JSON.parse(row.public_jwk) as JWK,
    sealedPrivateJwk: row.sealed_private_jwk,
    createdAt: toDate(row.created_at),
  };
}

function toRow(key: SigningKey): SigningKeyRow {
  return {
    id: key.id,
    generation: key.generation,
    public_jwk: JSON.stringify(key.publicJwk),
    sealed_private_jwk: key.sealedPrivateJwk,
    created_at: toMillis(key.createdAt),
  };
}
