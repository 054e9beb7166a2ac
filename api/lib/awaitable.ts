/** A value if there is nothing to wait for: on a hot path each promise costs time. */
export type Awaitable<T> = T | Promise<T>;

/** `next` of a value, now or once it is there. */
export function afterwards<A, B>(
  value: Awaitable<A>,
  next: (value: A) => Awaitable<B>,
): Awaitable<B> {
  return value instanceof Promise ? value.then(next) : next(value);
}
