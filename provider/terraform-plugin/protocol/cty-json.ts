import type { AttributeType } from '../framework/attribute-type';
import { isJsonObject, type JsonValue } from '../framework/json-number';
import { mapAttributes } from '../framework/model-conversion';
import { isNumberValue, parseNumber } from '../framework/number-text';
import type { Value } from '../framework/value';
import { kindOf, misfit, type Place } from './misfit';

/**
 * The value of a parsed JSON text. Throws if it does not fit the type. Missing attributes of an
 * object become null, and attributes that the type does not have are dropped.
 */
export function fromJson(json: JsonValue, type: AttributeType, place: Place = []): Value {
  if (json === null) return null;
  switch (type) {
    case 'string':
      if (typeof json !== 'string') throw misfit(kindOf(json), type, place);
      return json;
    case 'bool':
      if (typeof json !== 'boolean') throw misfit(kindOf(json), type, place);
      return json;
    case 'number':
      if (typeof json === 'string') return parseNumber(json);
      if (!isNumberValue(json)) throw misfit(kindOf(json), type, place);
      return json;
  }
  switch (type.kind) {
    case 'list':
    case 'set':
      if (!isJsonList(json)) throw misfit(kindOf(json), type, place);
      return json.map((item, index) => fromJson(item, type.element, [...place, index]));
    case 'map':
      if (!isJsonObject(json)) throw misfit(kindOf(json), type, place);
      return mapAttributes(json, (item, key) => fromJson(item, type.element, [...place, { key }]));
    case 'object':
      if (!isJsonObject(json)) throw misfit(kindOf(json), type, place);
      return mapAttributes(type.attributes, (attribute, name) =>
        fromJson(Object.hasOwn(json, name) ? (json[name] ?? null) : null, attribute, [
          ...place,
          name,
        ]),
      );
  }
}

function isJsonList(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}
