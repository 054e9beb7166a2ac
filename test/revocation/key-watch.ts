/** Measures how long after the acknowledgement of its end each key was still accepted. */
export interface KeyWatch {
  /** Notes that the end of `key` has just been acknowledged. */
  acknowledged(key: number): void;
  /** Notes that a replica that was asked at `askedAtMs` said that the key is valid. */
  accepted(key: number, askedAtMs: number): void;
  /**
   * Milliseconds, one for each key that has ended: 0 if nobody accepted a question that was asked
   * after the acknowledgement.
   */
  delaysMs(): readonly number[];
}

export function createKeyWatch(nowMs: () => number): KeyWatch {
  const acknowledgedAt = new Map<number, number>();
  const lastAccepted = new Map<number, number>();

  return {
    acknowledged(key) {
      if (!acknowledgedAt.has(key)) acknowledgedAt.set(key, nowMs());
    },
    accepted(key, askedAtMs) {
      lastAccepted.set(key, Math.max(askedAtMs, lastAccepted.get(key) ?? 0));
    },
    delaysMs() {
      return [...acknowledgedAt].map(([key, at]) => Math.max(0, (lastAccepted.get(key) ?? 0) - at));
    },
  };
}

/**
 * The value below which this share of the values lies. The values need not be sorted; 0 if there are none.
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
