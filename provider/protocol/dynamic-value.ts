import { Decoder, Encoder } from '@msgpack/msgpack';
import type { AttributeType } from '../framework/attribute-type';
import { parseJson } from '../framework/json-number';
import type { Value } from '../framework/value';
import type { ReadMessage, WriteMessage } from './message-descriptor';
import { fromPlain, toPlain } from './plain-value';
import type { dynamicValue } from './tfplugin6-messages';

const encoder = new Encoder({ useBigInt64: true, sortKeys: true });
const decoder = new Decoder({ useBigInt64: true });

/** cty's msgpack encoding of a value. */
export function encodeDynamicValue(
  value: Value,
  type: AttributeType,
): WriteMessage<typeof dynamicValue> {
  return { msgpack: encoder.encode(toPlain(value, type)) };
}

/** An absent value, and one of no bytes, is null. */
export function decodeDynamicValue(
  wire: ReadMessage<typeof dynamicValue> | undefined,
  type: AttributeType,
): Value {
  if (wire === undefined) return null;
  if (wire.msgpack.length > 0) return fromPlain(decoder.decode(wire.msgpack), type);
  if (wire.json.length > 0) return fromPlain(parseJson(Buffer.from(wire.json).toString()), type);
  return null;
}
