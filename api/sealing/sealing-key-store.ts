/** Every master key under which something may be sealed in this database. */
export interface SealingKey {
  readonly id: string;
  /** A known text, sealed under it. */
  readonly checkValue: string;
}

export interface SealingKeyStore {
  all(): Promise<readonly SealingKey[]>;
  /** Does nothing where the ID stands already: replicas start together. */
  insert(key: SealingKey, at: Date): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
  deleteOthers(id: string): Promise<void>;
}
