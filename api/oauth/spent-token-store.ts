import { toMillis } from '../database/columns';
import type { Database } from '../database/database';

/** Tokens that must not work again. Each is kept until it would have ended by itself. */
export interface SpentTokenStore {
  /** @returns false if this assertion was used before, at any replica */
  useAssertion(hash: string, expiresAt: Date): Promise<boolean>;
  revokeAccessToken(jti: string, expiresAt: Date): Promise<void>;
  isAccessTokenRevoked(jti: string): Promise<boolean>;
  purge(before: Date): Promise<void>;
}

interface UsedAssertionRow {
  hash: string;
  expires_at: number;
}

interface RevokedAccessTokenRow {
  jti: string;
  expires_at: number;
}

export function createKnexSpentTokenStore(database: Database): SpentTokenStore {
  const assertions = () => database.knex<UsedAssertionRow>('used_assertions');
  const accessTokens = () => database.knex<RevokedAccessTokenRow>('revoked_access_tokens');

  return {
    async useAssertion(hash, expiresAt) {
      const row = { hash, expires_at: toMillis(expiresAt) };
      const used = await assertions().insert(row).onConflict('hash').ignore().returning('hash');
      return used.length > 0;
    },

    async revokeAccessToken(jti, expiresAt) {
      const row = { jti, expires_at: toMillis(expiresAt) };
      await accessTokens().insert(row).onConflict('jti').ignore();
    },

    async isAccessTokenRevoked(jti) {
      return (await accessTokens().where({ jti }).select('jti')).length > 0;
    },

    async purge(before) {
      await assertions().where('expires_at', '<', toMillis(before)).delete();
      await accessTokens().where('expires_at', '<', toMillis(before)).delete();
    },
  };
}
