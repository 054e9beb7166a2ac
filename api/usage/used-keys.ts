/** When a key was last used, by a secret or without one. */
export interface LastUse {
  readonly keyId: string;
  readonly secretVersion: number | null;
  readonly lastUsedAt: Date;
  /** This use may be the first of several. */
  readonly firstUse: boolean;
}

/** Where uses are stored with the keys themselves. */
export interface UsedKeys {
  /** The service keys that these tokens belong to. */
  serviceKeysOf(keyIds: readonly string[]): Promise<readonly string[]>;
  /** The later of two times is kept. `version` never changes. */
  markUsed(uses: readonly LastUse[]): Promise<void>;
}
