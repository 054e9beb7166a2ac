/**
 * Records when keys and secrets were last used, with a delay of at most a minute, and how often which
 * caller used a key. A first use, of the key or of a secret, is written at once and records its creation.
 */
export interface Usage {
  /** Does not wait for the database. */
  record(use: Use): void;
  /** Writes what is pending: on a timer, and before a graceful stop. */
  flush(): Promise<void>;
}

export interface Use {
  readonly keyId: string;
  readonly secretVersion: number | null;
  /** Whether the key, or this secret of it, had never been used when it was read. */
  readonly firstUse: boolean;
  readonly at: Date;
  readonly by: KeyUser;
  /** The mark of this key, if its caller keeps one. */
  readonly mark?: UseMark;
}

/**
 * The cache of keys keeps a mark with each key. It leads to where the last use of the key was counted, so that
 * the next one is counted without a search.
 */
export interface UseMark {
  lastCount: OpenCount | undefined;
}

/** A count that waits to be written. */
export interface OpenCount extends Pick<UseCount, 'keyId' | 'day' | 'caller'> {
  readonly secretVersion: number | null;
  uses: number;
  firstUse: boolean;
  /** In milliseconds, because comparing dates costs twenty times as much. */
  lastUsedAt: number;
  /** False once it was taken. A mark may still lead to it. */
  isOpen: boolean;
}

/** The service or member that verified the key, or the address where it was used directly. */
export interface KeyUser {
  readonly kind: 'service' | 'address';
  readonly id: string;
}

/** This many callers of a key are counted separately each day, in memory and in the database. */
export const CALLERS_PER_DAY = 20;

/** Stands for all callers after those. */
export const OTHER_CALLERS = { kind: 'other', id: '' } as const;

/** How often somebody used a key on one day. */
export interface UseCount {
  readonly keyId: string;
  /** As `utcDayOf` counts. */
  readonly day: number;
  readonly caller: KeyUser | typeof OTHER_CALLERS;
  readonly uses: number;
  readonly lastUsedAt: Date;
}

/** Where counts are stored. Several replicas add to the same rows. */
export interface UsageLedger {
  /**
   * Locks keys until the unit of work ends, so that replicas together never add one caller too many. It
   * does not wait for a locked key: a unit of work that waits would delay the revocation of the keys that
   * it has locked already.
   * @returns the IDs of those that another unit of work has locked
   */
  lockKeys(keyIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Call this with the keys locked. */
  add(counts: readonly UseCount[]): Promise<void>;
}

const DAY_MILLIS = 86_400_000;

/** Days since the epoch. */
export function utcDayOf(at: Date): number {
  return Math.floor(at.getTime() / DAY_MILLIS);
}

/** The day as YYYY-MM-DD, in UTC. */
export function dayText(day: number): string {
  return new Date(day * DAY_MILLIS).toISOString().slice(0, 10);
}
