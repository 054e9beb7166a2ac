/**
 * Keeps last-used of keys and secrets, at most a minute late; a first use is written at once,
 * and confirms the key's creation.
 */
export interface Usage {
  /** Does not wait for the database. `firstUse`: the key was never used as far as was read. */
  record(use: { keyId: string; secretVersion: number | null; firstUse: boolean; at: Date }): void;
  /** Writes what is pending: on a timer, and before a graceful stop. */
  flush(): Promise<void>;
}
