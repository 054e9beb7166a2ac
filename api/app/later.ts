/**
 * Stands for an interface that is composed later. A slice may keep it, but must not use it before all
 * slices are composed.
 */
export function later<T extends object>(composed: () => T): T {
  return new Proxy<T>({} as T, {
    get: (_target, name) => Reflect.get(composed(), name) as unknown,
  });
}
