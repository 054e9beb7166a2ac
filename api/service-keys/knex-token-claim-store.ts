import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { claimPlace, type TokenClaimStore } from './token-claim-store';

interface ClaimRow {
  token_id: string;
  sealed_secret: string;
  expires_at: number;
}

export function createKnexTokenClaimStore(database: Database): TokenClaimStore {
  const claims = () => database.knex<ClaimRow>('token_claims');

  return {
    async put(token_id, sealed_secret, expiresAt) {
      const row = { token_id, sealed_secret, expires_at: toMillis(expiresAt) };
      await claims().insert(row).onConflict('token_id').merge();
    },

    async take(tokenId, now) {
      const waiting = () =>
        claims().where({ token_id: tokenId }).where('expires_at', '>', toMillis(now));
      const [row] = await waiting();
      const taken = await waiting().delete();
      return taken === 1 ? row?.sealed_secret : undefined;
    },

    async delete(tokenId) {
      await claims().where({ token_id: tokenId }).delete();
    },

    async purge(before) {
      await claims().where('expires_at', '<', toMillis(before)).delete();
    },

    async sealedRowsForUpdate() {
      const rows = await database.dialect.lockRows(claims().orderBy('token_id'));
      return rows.map(({ token_id: id, sealed_secret: sealed }) => ({
        id,
        sealed,
        associatedData: claimPlace(id),
      }));
    },

    async replaceSealed(id, sealed) {
      await claims().where({ token_id: id }).update({ sealed_secret: sealed });
    },
  };
}
