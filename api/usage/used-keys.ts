/** When a key was used last by that secret of it, or by none. */
export interface LastUse {
  readonly keyId: string;
  readonly secretVersion: number | null;
  readonly lastUsedAt: Date;
  /** It may be the first of several. */
  readonly firstUse: boolean;
}

/** Where uses are written to the keys themselves. */
export interface UsedKeys {
  /** The service keys on which those stand that are tokens. */
  serviceKeysOf(keyIds: readonly string[]): Promise<readonly string[]>;
  /** Later instants win; never moves `version`. */
  markUsed(uses: readonly LastUse[]): Promise<void>;
}
