import type { ObjectValue, Value } from '../framework/value';

/**
 * An object as it comes from Terraform, without a prototype.
 *
 * @example
 * expect(plannedState).toEqual(wire({ id: unknown, name: 'a.txt' }));
 */
export function wire(value: Readonly<Record<string, Value>>): ObjectValue {
  return Object.assign(Object.create(null) as Record<string, Value>, value);
}

/**
 * A signal that never aborts.
 *
 * @example
 * const { state } = await server.readDataSource({ typeName: 'files_file', config, signal: noSignal });
 */
export const noSignal: AbortSignal = new AbortController().signal;

/**
 * An empty private state.
 *
 * @example
 * const privateState = openPrivateState(noBytes);
 */
export const noBytes = new Uint8Array();
