/** A typed entry of a resource's private state: `privateKey('rotation', { parse: parseRotation })`. */
export interface PrivateKey<T> {
  readonly name: string;
  readonly parse: (json: unknown) => T | undefined;
}

/**
 * `parse` decides what an older version's entry means; undefined makes it absent.
 *
 * @example
 * const etag = privateKey('etag', {
 *   parse: (json) => (typeof json === 'string' ? json : undefined),
 * });
 * context.privateState.set(etag, response.etag);
 */
export function privateKey<T>(
  name: string,
  options: { readonly parse: (json: unknown) => T | undefined },
): PrivateKey<T> {
  return { name, parse: options.parse };
}

/**
 * JSON that Terraform keeps next to the state and shows nobody, though it encrypts nothing: no
 * secrets. What a plan sets reaches the apply; what a read or an apply sets reaches the next plan.
 */
export interface PrivateState {
  get<T>(key: PrivateKey<T>): T | undefined;
  set<T>(key: PrivateKey<T>, value: T): void;
  delete(key: PrivateKey<unknown>): void;
}

export interface EncodablePrivateState extends PrivateState {
  encode(): Uint8Array;
}

/**
 * A private state from what Terraform keeps; for tests of handlers.
 *
 * @example
 * const privateState = openPrivateState(new Uint8Array());
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
