const BUCKET_MICROS = 10;
const BUCKETS = 200_000;

/** Counts of latencies in steps of 10 µs, up to 2 s: recording one costs next to nothing. */
export class LatencyHistogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(millis: number): void {
    const bucket = Math.min(Math.floor((millis * 1000) / BUCKET_MICROS), BUCKETS - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  /** The latency that this share of all requests does not exceed; NaN if there are no requests. */
  percentileMillis(share: number): number {
    if (this.#count === 0) return NaN;
    const wanted = Math.max(1, Math.ceil(this.#count * share));
    let seen = 0;
    const bucket = this.#buckets.findIndex((count) => (seen += count) >= wanted);
    return ((bucket + 1) * BUCKET_MICROS) / 1000;
  }
}
