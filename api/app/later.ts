/**
 * Stands for what a later line composes. A slice may keep it, and uses it only once all are composed.
 */
export function later<T extends object>(composed: () => T): T {
  return new Proxy<T>({} as T, {
    get: (_target, name) => Reflect.get(composed(), name) as unknown,
  });
}
