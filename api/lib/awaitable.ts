/**
 * A promise, or the value itself if there is nothing to wait for: on a hot path each promise costs
 * time.
 */
export type Awaitable<T> = T | Promise<T>;

/** Calls `next` with the value, at once or when the promise resolves. */
export function afterwards<A, B>(
  value: Awaitable<A>,
  next: (value: A) => Awaitable<B>,
): Awaitable<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}
