import { type AttributePath, attributePath } from './attribute-path';
import type { AttributeType } from './attribute-type';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from './json-number';
import { mapAttributes, ModelFault } from './model-conversion';
import { isNumberValue, parseNumber } from './number-text';
import type { ObjectType } from './provider-server';
import type { StateUpgrade } from './resource';
import { Decimal, type ObjectValue, type Value } from './value';
import { withArticle } from './with-article';

/**
 * A state's JSON in the current version: attributes that were added later are null, and removed
 * ones are dropped.
 */
export function upgradeState(
  type: ObjectType,
  stored: { readonly json: string; readonly version: number },
  current: { readonly version: number; readonly upgrades: Readonly<Record<number, StateUpgrade>> },
): ObjectValue | null {
  let state = parseState(stored.json);
  if (state === null) return null;
  for (let version = stored.version; version < current.version; version += 1) {
    state = current.upgrades[version]?.(state) ?? state;
  }
  return decodeObject(type, state, []);
}

export function parseState(json: string): JsonObject | null {
  const parsed = parseJson(json);
  if (parsed === null) return null;
  if (!isJsonObject(parsed)) throw new ModelFault([], 'is not a JSON object');
  return parsed;
}

/** Throws a `ModelFault` if a stored value does not fit its attribute. */
export function decodeObject(type: ObjectType, json: JsonObject, path: AttributePath): ObjectValue {
  return mapAttributes(type.attributes, (attribute, name) =>
    decode(attribute, Object.hasOwn(json, name) ? json[name] : null, [
      ...path,
      ...attributePath(name),
    ]),
  );
}

function decode(type: AttributeType, json: JsonValue | undefined, path: AttributePath): Value {
  if (json === null || json === undefined) return null;
  if (typeof type === 'string') return decodePrimitive(type, json, path);
  switch (type.kind) {
    case 'list':
    case 'set':
      if (!Array.isArray(json)) break;
      return (json as readonly JsonValue[]).map((item, i) =>
        decode(type.element, item, [...path, { elementKeyInt: i }]),
      );
    case 'map':
      if (!isJsonObject(json)) break;
      return mapAttributes(json, (item, key) =>
        decode(type.element, item, [...path, { elementKeyString: key }]),
      );
    case 'object':
      if (!isJsonObject(json)) break;
      return decodeObject(type, json, path);
  }
  throw new ModelFault(path, `does not hold ${withArticle(type.kind)} in the stored state`);
}

/** As lenient as Terraform itself if an attribute has changed its primitive type. */
function decodePrimitive(
  type: 'string' | 'number' | 'bool',
  json: JsonValue,
  path: AttributePath,
): Value {
  if (type === 'string') {
    if (typeof json === 'string') return json;
    if (isNumberValue(json) || typeof json === 'boolean') return json.toString();
  } else if (type === 'bool') {
    if (typeof json === 'boolean') return json;
    if (json === 'true' || json === 'false') return json === 'true';
  } else if (isNumberValue(json)) {
    // JSON.parse returns doubles. A fraction stands for the decimal text that was written.
    return typeof json === 'number' ? parseNumber(String(json)) : json;
  } else if (typeof json === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(json)) {
    return parseNumber(json);
  }
  const found = json instanceof Decimal ? 'number' : typeof json;
  throw new ModelFault(
    path,
    `holds ${withArticle(found)} in the stored state but the schema says ${type}`,
  );
}
