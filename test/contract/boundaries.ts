import { resolved, type Json, type Operation } from './document';

export interface BodyVariant {
  readonly what: string;
  readonly body: unknown;
}

/** Texts on both sides of what patterns, formats and rules in words allow. */
const TEXTS = [
  '',
  ' ',
  '\u00a0',
  'a',
  'ab',
  ' a ',
  'a b',
  'é',
  'e\u0301',
  '中文',
  '😀',
  'line\nbreak',
  'a\r\nb',
  'a\tb',
  '\u0000',
  'a\u0000',
  '\u0085',
  '\u202e',
  '\u2066a',
  'A',
  'Aa_-1',
  // Names at the limit for service keys, which is in their pattern.
  'a'.repeat(64),
  'a'.repeat(65),
  '-',
  '_a',
  '.',
  'EUR',
  'EURO',
  'eur',
  'ada@example.com',
  'Ada@Example.COM',
  'ada@localhost',
  'a..b@example.com',
  ' ada@example.com ',
  'ada@example.com\n',
  'ada@example-.com',
  'ada@-example.com',
  "o'hara+x@example.com",
  '-@example.com',
  'ada.@example.com',
  'never',
  'Never',
  '2099-01-31T09:00:00Z',
  '2099-01-31t09:00:00z',
  '2099-01-31T09:00:00.123456789Z',
  '2099-01-31T09:34:60Z',
  '2098-12-31T23:59:60Z',
  '2099-01-01T00:59:60+01:00',
  '2099-01-31T09:00:00+14:00',
  '2099-02-30T00:00:00Z',
  '2099-01-31',
  '2099-01-31T09:00:00',
  '0',
  '00',
  '1',
  '1.',
  '.5',
  '0.5',
  '-1',
  '1e3',
  '0.0',
  '0.000000001',
  '0.0000000001',
  '999999999999999',
  '9999999999999999',
  '0.000000000000000001',
  '0.0000000000000000001',
  '0d',
  '1d',
  '01d',
  '1s',
  '59s',
  '60s',
  '1m',
  '7d',
  '8d',
  '168h',
  '169h',
  '1w',
  '2w',
  '36500d',
  '36501d',
  '5214w',
  '5215w',
  '876000h',
  '876001h',
  '52560000m',
  '52560001m',
  '999999999s',
  '1D',
  'sa_0',
  'sa_',
  'SA_0',
  'mem_0',
  'role_0',
  'svk_0',
  'wal_0',
  'sak_0',
  `sa_${'0'.repeat(61)}`,
  'reports.read',
  'reports',
  'Reports.read',
  'a.b.c',
  `${'a'.repeat(64)}.b`,
  'a:b:c:*',
  'a*',
  '*',
  'https://issuer.example/a?b',
  'http://issuer.example',
  'https:issuer.example',
  'ftp://a.b',
  'HTTPS://Issuer.Example:8443/a@b',
  'https://a@issuer.example',
  'https://issuer.example/ö',
  'https://TOKEN.actions.githubusercontent.com/x',
  'https://ghe.example/_services/token',
  'https://issuer.example',
  'plain',
  'claim',
  'owner',
  'POST',
  'true',
];

const FILLS = ['a', '0', '😀', '中'];

/** The example of the operation with one change: each field at and beyond its limits. */
export function* bodyVariants(operation: Operation): Generator<BodyVariant> {
  const schema = resolved(operation.requestBody?.schema);
  const example = schema['example'] as Json;
  yield { what: 'the example', body: example };
  for (const other of [null, [], 'text', 7]) yield { what: JSON.stringify(other), body: other };
  yield { what: 'a field that is not there', body: { ...example, nonsense: 1 } };
  yield* objectVariants(schema, example, (body) => body, '');
}

type Rebuild = (value: unknown) => unknown;

function* objectVariants(
  schema: Json,
  example: Json,
  rebuild: Rebuild,
  at: string,
): Generator<BodyVariant> {
  const properties = (schema['properties'] as Readonly<Record<string, Json>> | undefined) ?? {};
  for (const [name, inner] of Object.entries(properties)) {
    const { [name]: present, ...rest } = example;
    const place = `${at}/${name}`;
    if (present !== undefined) yield { what: `no ${place}`, body: rebuild(rest) };
    const put: Rebuild = (value) => rebuild({ ...example, [name]: value });
    for (const value of valuesOf(resolved(inner))) {
      yield { what: `${place} ${shortly(value)}`, body: put(value) };
    }
    yield* nestedVariants(resolved(inner), present, put, place);
    // Fields that exclude or need each other.
    for (const [other, otherSchema] of Object.entries(properties)) {
      if (other <= name) continue;
      const [one, two] = [plainValueOf(resolved(inner)), plainValueOf(resolved(otherSchema))];
      if (one === undefined || two === undefined) continue;
      const { [other]: _other, ...without } = rest;
      const both = { ...without, [name]: one, [other]: two };
      yield { what: `${place} and ${other}`, body: rebuild(both) };
    }
  }
}

function* nestedVariants(
  schema: Json,
  present: unknown,
  put: Rebuild,
  at: string,
): Generator<BodyVariant> {
  if (schema['properties'] !== undefined) {
    const given = present ?? requiredOf(schema);
    yield* objectVariants(schema, given as Json, put, at);
    return;
  }
  const items = schema['items'] === undefined ? undefined : resolved(schema['items']);
  if (items === undefined) return;
  if (items['properties'] !== undefined) {
    const [first] = (present as readonly unknown[] | undefined) ?? [];
    const element = (first ?? requiredOf(items)) as Json;
    yield* objectVariants(items, element, (value) => put([value]), `${at}/0`);
    return;
  }
  for (const value of valuesOf(items)) {
    yield { what: `${at}/0 ${shortly(value)}`, body: put([value]) };
  }
}

function requiredOf(schema: Json): Json {
  const required = (schema['required'] as readonly string[] | undefined) ?? [];
  const properties = schema['properties'] as Readonly<Record<string, Json>>;
  return Object.fromEntries(
    required.map((name) => [name, plainValueOf(resolved(properties[name]))]),
  );
}

/** Values within the limits of a schema, at them and beyond. */
function valuesOf(schema: Json): readonly unknown[] {
  const values: unknown[] = [null, true, 7, 'text', [], {}];
  const {
    minLength = 0,
    maxLength,
    minimum,
    maximum,
    minItems = 0,
    maxItems,
    maxProperties,
  } = schema as Readonly<Record<string, number | undefined>>;
  if (takes(schema, 'string')) {
    values.push(...TEXTS);
    const lengths = [minLength - 1, minLength, maxLength, maxLength && maxLength + 1];
    for (const length of lengths) {
      if (length === undefined || length < 0) continue;
      values.push(...FILLS.map((fill) => fill.repeat(length)));
    }
    values.push(schema['example'], ...((schema['enum'] as unknown[] | undefined) ?? []));
  }
  if (takes(schema, 'integer') || takes(schema, 'number')) {
    for (const limit of [minimum, maximum, 0, 2 ** 53 - 1]) {
      if (limit !== undefined) values.push(limit - 1, limit, limit + 1);
    }
    values.push(1.5, -0.5);
  }
  const items = schema['items'] === undefined ? undefined : resolved(schema['items']);
  if (items !== undefined) {
    const one = plainValueOf(items);
    for (const length of [minItems - 1, minItems, 2, maxItems, maxItems && maxItems + 1]) {
      if (length !== undefined && length >= 0 && one !== undefined)
        values.push(Array.from({ length }, () => one));
    }
  }
  if (isFreeForm(schema)) values.push(...changedMembers(schema['example'] as Json));
  const further = schema['additionalProperties'];
  if (typeof further === 'object' && further !== null) {
    const one = plainValueOf(resolved(further));
    const ofSize = (size: number) =>
      Object.fromEntries(Array.from({ length: size }, (_, at) => [`name${at}`, one]));
    for (const size of [1, maxProperties, maxProperties && maxProperties + 1]) {
      if (size !== undefined) values.push(ofSize(size));
    }
    values.push(...TEXTS.filter((text) => text.length < 70).map((text) => ({ [text]: one })));
    values.push(...valuesOf(resolved(further)).map((value) => ({ name: value })));
  }
  return values.filter((value) => value !== undefined);
}

/** An object that may have any members, such as a JWK, described by an example. */
function isFreeForm({ example, additionalProperties: further }: Json): boolean {
  const takesAnything = typeof further === 'object' && Object.keys(further ?? {}).length === 0;
  return takesAnything && typeof example === 'object' && example !== null;
}

/**
 * Values of the members of a JWK, on both sides of the limits that decide whether a JWK fits its
 * use.
 */
const MEMBERS: Readonly<Record<string, readonly unknown[]>> = {
  kid: ['k', '', 'é', 7, null, 'k'.repeat(255), 'k'.repeat(256)],
  use: ['sig', 'enc', 'tls', null],
  alg: ['ES256', 'ES384', 'ECDH-ES+A256KW', 'RSA-OAEP-256', null],
  key_ops: [[], ['verify'], ['deriveBits'], ['encrypt', 'deriveKey'], 'verify', null],
  kty: ['RSA', 'OKP', 'oct', 'ec', null],
  crv: ['P-521', 'Ed25519', 'secp256k1', null],
  d: ['x'],
  k: [null],
  more: ['x', { y: 1 }],
};

function changedMembers(example: Json): readonly Json[] {
  const without = Object.keys(example).map((name) => {
    const { [name]: _left, ...rest } = example;
    return rest;
  });
  const changed = Object.entries(MEMBERS).flatMap(([name, values]) =>
    values.map((value) => ({ ...example, [name]: value })),
  );
  return [...without, ...changed];
}

/** A value that fits, as far as the schema alone shows that. */
function plainValueOf(schema: Json): unknown {
  if ('example' in schema) return schema['example'];
  const choices = (schema['enum'] ?? schema['anyOf']) as readonly unknown[] | undefined;
  if (choices !== undefined) {
    return 'enum' in schema ? choices.at(-1) : plainValueOf(resolved(choices.at(-1)));
  }
  if (takes(schema, 'string')) return 'a'.repeat(Math.max(1, Number(schema['minLength'] ?? 1)));
  if (takes(schema, 'boolean')) return true;
  if (takes(schema, 'integer')) return schema['minimum'] ?? 1;
  if (takes(schema, 'array')) return [];
  if (schema['properties'] !== undefined) return requiredOf(schema);
  return takes(schema, 'object') ? { kty: 'EC' } : undefined;
}

function takes({ type, anyOf }: Json, wanted: string): boolean {
  if (Array.isArray(anyOf)) return anyOf.some((each) => takes(resolved(each), wanted));
  return Array.isArray(type) ? type.includes(wanted) : type === wanted;
}

function shortly(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}
