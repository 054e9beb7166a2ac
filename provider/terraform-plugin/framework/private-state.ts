/** A typed entry of a resource's private state, which `privateKey` makes. */
export interface PrivateKey<T> {
  /** The name of the entry, which must not change between versions of the provider. */
  readonly name: string;
  /** Reads the stored JSON; undefined if the entry is to be ignored. */
  readonly parse: (json: unknown) => T | undefined;
}

/**
 * Names a typed entry of the private state. `parse` decides what the entry of an older version
 * means; if it returns undefined, the entry is absent.
 *
 * @example
 * const etag = privateKey('etag', {
 *   parse: (json) => (typeof json === 'string' ? json : undefined),
 * });
 * context.privateState.set(etag, '"v1"');
 */
export function privateKey<T>(
  name: string,
  options: { readonly parse: (json: unknown) => T | undefined },
): PrivateKey<T> {
  return { name, parse: options.parse };
}

/**
 * JSON that Terraform keeps next to the state and does not show. It is not encrypted, so it must
 * not contain a secret. What a plan sets reaches the apply; what a read or an apply sets reaches
 * the next plan.
 */
export interface PrivateState {
  /** The value of an entry; undefined if it is absent. */
  get<T>(key: PrivateKey<T>): T | undefined;
  /** Sets an entry. The value must be JSON. */
  set<T>(key: PrivateKey<T>, value: T): void;
  /** Removes an entry. */
  delete(key: PrivateKey<unknown>): void;
}

/** A private state that a test can encode again. */
export interface EncodablePrivateState extends PrivateState {
  /** The bytes that Terraform keeps. */
  encode(): Uint8Array;
}

/**
 * A private state from the bytes that Terraform keeps, for tests of handlers.
 *
 * @example
 * const privateState = openPrivateState(noBytes);
 */
export function openPrivateState(bytes: Uint8Array): EncodablePrivateState {
  const entries = new Map(Object.entries(decode(bytes)));
  return {
    get: (key) => (entries.has(key.name) ? key.parse(entries.get(key.name)) : undefined),
    set: (key, value) => void entries.set(key.name, value),
    delete: (key) => void entries.delete(key.name),
    encode: () =>
      entries.size === 0
        ? new Uint8Array()
        : new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries))),
  };
}

function decode(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}
