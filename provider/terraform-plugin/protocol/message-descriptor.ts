/**
 * Protobuf messages as data: a table of fields, from which both the codec (`message-codec.ts`)
 * and the TypeScript types of a message follow.
 */
export type ScalarType = 'string' | 'bytes' | 'bool' | 'int64' | 'int32';

/** This is a function, because messages may contain themselves. */
export type MessageReference = () => MessageDescriptor;

export type FieldType = ScalarType | MessageReference;

/**
 * `singular` is proto3's default, where an absent scalar reads as its zero value; `optional` has
 * explicit presence (also the members of a oneof); `map` has string keys.
 */
export type Cardinality = 'singular' | 'optional' | 'repeated' | 'map';

export interface FieldDescriptor<
  Type extends FieldType = FieldType,
  C extends Cardinality = Cardinality,
> {
  readonly number: number;
  readonly type: Type;
  readonly cardinality: C;
}

export type FieldTable = Readonly<Record<string, FieldDescriptor>>;

export interface MessageDescriptor<Fields extends FieldTable = FieldTable> {
  readonly name: string;
  readonly fields: Fields;
  /** The fields as a list, which is built once instead of for every message. */
  readonly entries: readonly (readonly [name: string, field: FieldDescriptor])[];
  readonly fieldNames: ReadonlyMap<number, string>;
}

export function message<const Fields extends FieldTable>(
  name: string,
  fields: Fields,
): MessageDescriptor<Fields> {
  const fieldNames = new Map<number, string>();
  for (const [fieldName, { number }] of Object.entries(fields)) {
    if (fieldNames.has(number)) throw new Error(`${name} has two fields numbered ${number}`);
    fieldNames.set(number, fieldName);
  }
  return { name, fields, entries: Object.entries(fields), fieldNames };
}

function fieldOf<C extends Cardinality>(cardinality: C) {
  return <const Type extends FieldType>(number: number, type: Type): FieldDescriptor<Type, C> => ({
    number,
    type,
    cardinality,
  });
}

export const field = fieldOf('singular');
export const optional = fieldOf('optional');
export const mapOf = fieldOf('map');
/** Only for types that protobuf never packs, because the table needs no repeated numbers. */
export function repeated<const Type extends 'string' | 'bytes' | MessageReference>(
  number: number,
  type: Type,
): FieldDescriptor<Type, 'repeated'> {
  return { number, type, cardinality: 'repeated' };
}

interface ScalarValues {
  string: string;
  bytes: Uint8Array;
  bool: boolean;
  int64: number;
  int32: number;
}

type ReadValue<Type> = Type extends ScalarType
  ? ScalarValues[Type]
  : Type extends () => MessageDescriptor<infer Fields>
    ? ReadFields<Fields>
    : never;

type ReadField<Field> =
  Field extends FieldDescriptor<infer Type, infer C>
    ? C extends 'repeated'
      ? readonly ReadValue<Type>[]
      : C extends 'map'
        ? Readonly<Record<string, ReadValue<Type>>>
        : C extends 'optional'
          ? ReadValue<Type> | undefined
          : Type extends ScalarType
            ? ReadValue<Type>
            : ReadValue<Type> | undefined
    : never;

type ReadFields<Fields extends FieldTable> = {
  readonly [Name in keyof Fields]: ReadField<Fields[Name]>;
};

type WriteValue<Type> = Type extends ScalarType
  ? ScalarValues[Type]
  : Type extends () => MessageDescriptor<infer Fields>
    ? WriteFields<Fields>
    : never;

type WriteField<Field> =
  Field extends FieldDescriptor<infer Type, infer C>
    ? C extends 'repeated'
      ? readonly WriteValue<Type>[]
      : C extends 'map'
        ? Readonly<Record<string, WriteValue<Type>>>
        : WriteValue<Type>
    : never;

type WriteFields<Fields extends FieldTable> = {
  readonly [Name in keyof Fields]?: WriteField<Fields[Name]> | undefined;
};

/**
 * A decoded message: every scalar, list and map is present, and a missing message is `undefined`.
 */
export type ReadMessage<D extends MessageDescriptor> = ReadFields<D['fields']>;

/** A message to encode. Fields that are missing or `undefined` are not sent. */
export type WriteMessage<D extends MessageDescriptor> = WriteFields<D['fields']>;
