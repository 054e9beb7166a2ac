/** Another slice that ends what depends on a key, in the unit of work that revokes the key. */
export interface RevokedKeys {
  keyRevoked(keyId: string): Promise<void>;
  /** The first key has leaked, and the others were created with it, directly or not. */
  lineageRevoked(keyIds: readonly string[]): Promise<void>;
  /** @throws Failure `unauthenticated` if the session has ended, for example with a lineage */
  requireSession(id: string): Promise<void>;
}
