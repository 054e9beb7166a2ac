import type { AttributeType } from './attribute-type';
import { isNumberValue, numbersEqual } from './number-text';
import { Decimal, isUnknown, type ObjectValue, type Value } from './value';

/**
 * Whether Terraform considers the values equal: sets in any order, numbers by their digits, and
 * unknown equals unknown.
 */
export function valuesEqual(type: AttributeType, a: Value, b: Value): boolean {
  return matches(type, a, b, false);
}

/**
 * Whether `actual` keeps what `planned` promised, which means that it is equal wherever `planned`
 * is known.
 */
export function fulfills(type: AttributeType, planned: Value, actual: Value): boolean {
  return matches(type, planned, actual, true);
}

export function isWhollyKnown(value: Value): boolean {
  if (isUnknown(value)) return false;
  if (isList(value)) return value.every(isWhollyKnown);
  return isObject(value) ? Object.values(value).every(isWhollyKnown) : true;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is ObjectValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isUnknown(value) &&
    !(value instanceof Decimal) &&
    !Array.isArray(value)
  );
}

function matches(type: AttributeType, a: Value, b: Value, unknownMatchesAll: boolean): boolean {
  if (a === b) return true;
  if (isUnknown(a)) return unknownMatchesAll;
  if (a === null || b === null || isUnknown(b)) return false;
  if (typeof type === 'string') return isNumberValue(a) && isNumberValue(b) && numbersEqual(a, b);
  switch (type.kind) {
    case 'list':
      return (
        isList(a) &&
        isList(b) &&
        a.length === b.length &&
        a.every((item, i) => matches(type.element, item, b[i] ?? null, unknownMatchesAll))
      );
    case 'set':
      return isList(a) && isList(b) && setsMatch(type.element, a, b, unknownMatchesAll);
    case 'map':
      return (
        isObject(a) &&
        isObject(b) &&
        Object.keys(a).length === Object.keys(b).length &&
        Object.entries(a).every(
          ([key, item]) =>
            Object.hasOwn(b, key) && matches(type.element, item, b[key] ?? null, unknownMatchesAll),
        )
      );
    case 'object':
      return (
        isObject(a) &&
        isObject(b) &&
        Object.entries(type.attributes).every(([name, attribute]) =>
          matches(attribute, a[name] ?? null, b[name] ?? null, unknownMatchesAll),
        )
      );
  }
}

function setsMatch(
  element: AttributeType,
  a: readonly Value[],
  b: readonly Value[],
  unknownMatchesAll: boolean,
): boolean {
  // Unknown members of a set may turn out equal to each other, so it may shrink.
  if (unknownMatchesAll && !isWhollyKnown(a)) {
    const known = a.filter(isWhollyKnown);
    return b.length <= a.length && known.every((item) => hasMember(element, b, item));
  }
  return (
    a.length === b.length &&
    a.every((item) => hasMember(element, b, item)) &&
    b.every((item) => hasMember(element, a, item))
  );
}

function hasMember(element: AttributeType, members: readonly Value[], item: Value): boolean {
  return (
    members.includes(item) || members.some((candidate) => valuesEqual(element, candidate, item))
  );
}
