import type { AttributeType } from '../framework/attribute-type';
import { parseJson } from '../framework/json-number';
import type { Value } from '../framework/value';
import { decodeMsgpack, encodeMsgpack } from './cty-msgpack';
import { fromJson } from './cty-json';
import type { ReadMessage, WriteMessage } from './message-descriptor';
import type { dynamicValue } from './tfplugin6-messages';

export function encodeDynamicValue(
  value: Value,
  type: AttributeType,
): WriteMessage<typeof dynamicValue> {
  return { msgpack: encodeMsgpack(value, type) };
}

/** An absent value, and one of no bytes, is null. */
export function decodeDynamicValue(
  wire: ReadMessage<typeof dynamicValue> | undefined,
  type: AttributeType,
): Value {
  if (wire === undefined) return null;
  if (wire.msgpack.length > 0) return decodeMsgpack(wire.msgpack, type);
  if (wire.json.length > 0) return fromJson(parseJson(Buffer.from(wire.json).toString()), type);
  return null;
}
