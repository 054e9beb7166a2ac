import { fc } from '../../../support/property';
import type { z } from 'zod';
import type { Endpoint } from '../../../../api/http/endpoint';

/** Texts that broke something once, here or elsewhere, raw as a program would send them. */
export const HOSTILE_TEXTS = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfffb',
  '\u202e',
  '\ufeff',
  '\uffff',
  '',
  ' ',
  "'",
  "';--",
  '%',
  '%00',
  '\\',
  '\\u0000',
  '{}',
  '__proto__',
  'constructor',
  '-1',
  '0',
  '1e400',
  'NaN',
  'Infinity',
  '99999999999999999999',
  '0.0000000000000000001',
  '../..',
  '/',
  '//',
  'https://a\u0000b/',
  'https://[::]/',
  'a@b\u0000.example',
  '9999-12-31T23:59:59.999999999Z',
  '0000-01-01T00:00:00+23:59',
  '99999999999w',
  'x'.repeat(300),
  '\u{1f511}'.repeat(600),
] as const;

export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 63,
  1e308,
  [],
  [[]],
  {},
  { isRawInstance: true },
  { toString: 1, valueOf: 1 },
  { toJSON: 1 },
  { length: -1 },
  { toSQL: 1, client: {}, _events: 1 },
];

/** Keys that are dangerous for libraries to read. */
export const HOSTILE_JWKS: readonly object[] = [
  {},
  { kty: 'EC' },
  { kty: 'RSA', n: '', e: '' },
  { kty: 'oct', k: 'AA' },
  { kty: 1 },
  { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
  { kty: 'EC', crv: 'P-256', x: 1, y: { isRawInstance: true } },
  { kty: 'EC', crv: 'none', x: '\u0000', y: '\ud800' },
  { kty: 'OKP', crv: 'Ed25519', x: '\u0000' },
  { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) },
  { kty: 'RSA', n: 'A'.repeat(400), e: 'AQAB' },
  { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: '\u0000', use: 5, key_ops: 'x', alg: [] },
];

const PLAIN_TEXTS = [
  'a',
  'name',
  'ada@example.com',
  'reports.read',
  'roles.read',
  'EUR',
  '1',
  '0.5',
  '30d',
  '1h',
  'never',
  '2027-01-31T09:00:00Z',
  'https://issuer.example',
  'text',
  'small',
  '2026-11',
  '999999999999999',
  'true',
  'false',
  'repo:acme/app:ref:refs/heads/main',
  'tokens',
];

/** The text as UTF-8 transmits it: half a surrogate pair becomes U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Described>>;
  readonly element?: Described;
  readonly keyType?: Described;
  readonly valueType?: Described;
  readonly options?: readonly Described[];
  readonly innerType?: Described;
  readonly in?: Described;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

type Described = z.ZodType & { readonly _zod: { readonly def: unknown } };

export interface HostileRequest {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The characters that a header may contain. The client that sends it refuses all others. */
const headerText = fc.oneof(
  fc.constantFrom(
    '*',
    '""',
    '"1"',
    '"999999999999"',
    'x'.repeat(300),
    '\u00ff\u0080',
    'a b',
    '%00',
  ),
  fc.stringMatching(/^[\x21-\x7e]{1,40}$/),
);

/**
 * Requests to any of the endpoints that follow its schemas except in a few places, so that they get
 * as far into the server as possible. `ids` are IDs of objects that exist, with separate ones for
 * deletions.
 */
export function hostileRequest(
  endpoints: readonly Endpoint[],
  ids: { readonly kept: readonly string[]; readonly doomed: readonly string[] },
): fc.Arbitrary<HostileRequest> {
  return fc.constantFrom(...endpoints).chain((endpoint) => {
    const texts = [...PLAIN_TEXTS, ...(endpoint.method === 'delete' ? ids.doomed : ids.kept)];
    return fc.record({
      endpoint: fc.constant(endpoint),
      path: pathOf(endpoint, texts),
      query: queryOf(endpoint, texts),
      headers: fc.dictionary(
        fc.constantFrom(
          'idempotency-key',
          'if-match',
          'keyplane-stack',
          'keyplane-run',
          'x-request-id',
          'traceparent',
          'x-forwarded-for',
          'accept',
          'prefer',
        ),
        headerText,
        { maxKeys: 3 },
      ),
      body:
        endpoint.body === undefined
          ? fc.constant(undefined)
          : fc.oneof(
              { weight: 29, arbitrary: valueOf(endpoint.body as Described, texts) },
              { weight: 1, arbitrary: fc.jsonValue() },
            ),
    });
  });
}

export interface HostileForm {
  readonly path: string;
  readonly form: string;
  readonly authorization: string | null;
  readonly contentType: string;
}

const FORM_FIELDS = [
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'scope',
  'token',
  'subject_token',
  'subject_token_type',
  'resource',
  'audience',
  'requested_lifetime_seconds',
  'token_type_hint',
  'requested_token_type',
  '__proto__',
];
const FORM_TEXTS = [
  'urn:ietf:params:oauth:token-type:jwt',
  'reports.read',
  'https://service.example',
  '60',
  'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  'eyJhbGciOiJFUzI1NiJ9.e30.AAAA',
  'eyJhbGciOiJub25lIn0.bnVsbA.',
  'a.b.c',
  '..',
];
const GRANT_TYPES = [
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'password\u0000',
];

/** `known` contains a client ID, its secret, and IDs of objects that exist. */
export function hostileForm(known: readonly string[]): fc.Arbitrary<HostileForm> {
  const [clientId = '', secret = ''] = known;
  const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
  const field = fc.tuple(
    fc.constantFrom(...FORM_FIELDS),
    fc.constantFrom(...FORM_TEXTS, ...known, ...HOSTILE_TEXTS),
  );
  return fc.record({
    path: fc.constantFrom('/oauth2/token', '/oauth2/introspect', '/oauth2/revoke'),
    form: fc
      .tuple(fc.constantFrom(...GRANT_TYPES), fc.array(field, { maxLength: 5 }))
      .map(([grantType, fields]) =>
        [['grant_type', grantType], ...fields]
          .map((pair) => pair.map((text) => encoded(text)).join('='))
          .join('&'),
      ),
    authorization: fc.constantFrom(
      null,
      basic,
      'Basic AAAA',
      'Basic AGE6AA==',
      'Bearer \u00ff',
      ' ',
    ),
    contentType: fc.constantFrom(
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded; charset=utf-8',
      'application/x-www-form-urlencoded; charset="\u00ff"',
    ),
  });
}

function pathOf({ path, params }: Endpoint, texts: readonly string[]): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const shape = (params as Described | undefined)?._zod.def as Definition | undefined;
  return fc
    .tuple(...names.map((name) => textOf(shape?.shape?.[name], texts)))
    .map((values) =>
      names.reduce((filled, name, at) => filled.replace(`{${name}}`, encoded(values[at])), path),
    );
}

function queryOf(
  { query }: Endpoint,
  texts: readonly string[],
): fc.Arbitrary<readonly (readonly [string, string])[]> {
  const shape = ((query as Described | undefined)?._zod.def as Definition | undefined)?.shape ?? {};
  const known = Object.keys(shape);
  const names = known.length > 0 ? known : ['unknown[a]'];
  return fc.array(
    fc
      .constantFrom(...names)
      .chain((name) => fc.tuple(fc.constant(name), textOf(shape[name], texts))),
    { maxLength: 2 },
  );
}

function encoded(value: unknown): string {
  return encodeURIComponent(wellFormed(String(value)));
}

/** Mostly what the schema accepts, at times what it should refuse. */
function textOf(schema: Described | undefined, texts: readonly string[]): fc.Arbitrary<string> {
  const fitting = texts.filter((text) => schema?.safeParse(text).success === true);
  return fc.oneof(
    { weight: 14, arbitrary: fc.constantFrom(...(fitting.length > 0 ? fitting : texts)) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  );
}

function valueOf(schema: Described, texts: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 40, arbitrary: fittingValueOf(schema, texts) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
  );
}

function fittingValueOf(schema: Described, texts: readonly string[]): fc.Arbitrary<unknown> {
  const def = schema._zod.def as Definition;
  switch (def.type) {
    case 'object':
      return objectOf(def.shape ?? {}, texts);
    case 'array':
      return def.element === undefined
        ? fc.constant([])
        : fc.array(valueOf(def.element, texts), { maxLength: 3 });
    case 'record':
      return isOfAnything(def)
        ? fc.constantFrom(...HOSTILE_JWKS)
        : fc.dictionary(textOf(def.keyType, texts), valueOf(def.valueType as Described, texts), {
            maxKeys: 3,
          });
    case 'union':
      return fc.oneof(...(def.options ?? []).map((option) => fittingValueOf(option, texts)));
    case 'optional':
    case 'nullable':
    case 'default':
      return fittingValueOf(def.innerType as Described, texts);
    case 'pipe':
      return fittingValueOf(def.in as Described, texts);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries ?? {}));
    case 'literal':
      return fc.constantFrom(...(def.values ?? []));
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.constantFrom(0, 1, 2, 100, 999_999_999_999_999, 2 ** 53 - 1);
    case 'string':
      return textOf(schema, texts);
    default:
      return fc.jsonValue();
  }
}

function isOfAnything({ valueType }: Definition): boolean {
  return (valueType?._zod.def as Definition | undefined)?.type === 'unknown';
}

/** Optional fields are omitted at times. */
function objectOf(shape: Readonly<Record<string, Described>>, texts: readonly string[]) {
  const required = Object.keys(shape).filter(
    (name) => shape[name]?.safeParse(undefined).success !== true,
  );
  return fc.record(
    Object.fromEntries(Object.entries(shape).map(([name, inner]) => [name, valueOf(inner, texts)])),
    { requiredKeys: required },
  );
}
