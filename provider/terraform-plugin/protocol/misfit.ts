import type { AttributeType } from '../framework/attribute-type';

/**
 * The place in a value, outermost first: the name of an attribute, an index, or the key of a map.
 */
export type Place = (string | number | { readonly key: string })[];

/**
 * Says that a value does not fit its type. It names only the kinds, because the value itself may be
 * a secret.
 */
export function misfit(found: string, type: AttributeType, place: Place): Error {
  const expected = typeof type === 'string' ? type : type.kind;
  return new Error(`${describePlace(place)}: expected ${expected}, found ${found}`);
}

export function describePlace(place: Place): string {
  if (place.length === 0) return 'the value';
  return place
    .map((step, index) => {
      if (typeof step === 'string') return index === 0 ? step : `.${step}`;
      return `[${JSON.stringify(typeof step === 'number' ? step : step.key)}]`;
    })
    .join('');
}

/** The kind of a value, as `misfit` names it. */
export function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}
