import { emptyObject } from './model-conversion';
import type { ObjectType } from './provider-server';
import type { Resource } from './resource';
import type { Schema } from './attribute';
import { objectTypeOf } from './schema';
import { TIMEOUTS, withTimeouts } from './timeouts';
import type { ObjectValue, Value } from './value';

/** A resource together with the schema that Terraform sees, which may have `timeouts` in addition. */
export interface ResourceEntry<Client> {
  readonly resource: Resource<Client>;
  readonly wireSchema: Schema;
  readonly wireType: ObjectType;
}

export function resourceEntry<Client>(resource: Resource<Client>): ResourceEntry<Client> {
  const wireSchema = withTimeouts(resource.schema, resource.timeouts);
  return { resource, wireSchema, wireType: objectTypeOf(wireSchema) };
}

/**
 * Handlers neither see nor return `timeouts`. The framework copies them from the plan or the state.
 */
export function carryTimeouts<Client>(
  { resource }: ResourceEntry<Client>,
  state: ObjectValue,
  timeouts: Value,
): ObjectValue {
  if (resource.timeouts === undefined) return state;
  return Object.assign(emptyObject(), state, { [TIMEOUTS]: timeouts });
}
