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

/** What `work` returns or promises. If it fails, at once or later, `recover` decides. */
export function orElse<T>(
  work: () => Awaitable<T>,
  recover: (error: unknown) => Awaitable<T>,
): Awaitable<T> {
  try {
    const value = work();
    return value instanceof Promise ? value.catch(recover) : value;
  } catch (error) {
    return recover(error);
  }
}
