/** Tokens that must not work again, each kept until it would have ended by itself. */
export interface SpentTokenStore {
  /** @returns false where this assertion was used before, by any replica */
  useAssertion(hash: string, expiresAt: Date): Promise<boolean>;
  revokeAccessToken(jti: string, expiresAt: Date): Promise<void>;
  isAccessTokenRevoked(jti: string): Promise<boolean>;
  purge(before: Date): Promise<void>;
}
