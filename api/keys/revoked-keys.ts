/** Another slice that ends what depends on a key, in the unit of work that revokes the key. */
export interface RevokedKeys {
  keyRevoked(keyId: string): Promise<void>;
}
