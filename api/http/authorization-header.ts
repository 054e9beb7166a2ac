import { Secret } from '../domain/secret';

/** What an `Authorization` header presents. */
export type Presented =
  | { readonly kind: 'basic'; readonly clientId: string; readonly secret: Secret }
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'jwt'; readonly token: string };

/** The longest text that is read as an access token. Keyplane's own tokens are shorter. */
const MAX_LENGTH = 8192;
const NAME = 'authorization';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * RFC 7617 Basic with client ID and secret, and RFC 6750 Bearer with a secret or an access token.
 * `undefined` if it is none of these, for example a malformed secret.
 */
export function parseAuthorization(header: string): Presented | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +(\S+)$/.exec(header.trim()) ?? [];
  switch (scheme.toLowerCase()) {
    case 'basic':
      return parseBasic(value);
    case 'bearer':
      return parseBearer(value);
    default:
      return undefined;
  }
}

export type HeaderFlaw = 'unknown_scheme' | 'malformed';

/**
 * Why `parseAuthorization` found nothing in a header. Undefined if the header is well-formed: then what it
 * presents is unknown, and gets the same answer as a secret that nobody has.
 */
export function flawOf(header: string): HeaderFlaw | undefined {
  const text = header.slice(0, MAX_LENGTH).trim();
  const scheme = /^[^\s,;=]+/.exec(text)?.[0].toLowerCase();
  if (scheme !== undefined && scheme !== 'basic' && scheme !== 'bearer') return 'unknown_scheme';
  const [, value] = /^[A-Za-z]+ +(\S+)$/.exec(text) ?? [];
  if (value === undefined || header.length > MAX_LENGTH) return 'malformed';
  if (scheme === 'bearer') return undefined;
  const isBasic = BASE64.test(value) && Buffer.from(value, 'base64').includes(':');
  return isBasic ? undefined : 'malformed';
}

/** Parses a secret or an access token from a body or a header. */
export function parseBearer(text: string): Presented | undefined {
  const secret = Secret.parse(text);
  if (secret !== undefined) return { kind: 'secret', secret };
  return COMPACT_JWS.test(text) ? { kind: 'jwt', token: text } : undefined;
}

function parseBasic(value: string): Presented | undefined {
  const [clientId, password] = basicPair(value) ?? [];
  const secret = Secret.parse(password ?? '');
  if (clientId === undefined || secret === undefined) return undefined;
  return { kind: 'basic', clientId, secret };
}

/** RFC 6749 §2.3.1 form-encodes both halves; no client ID or secret of ours is changed by that. */
function basicPair(value: string): [clientId: string, password: string] | undefined {
  if (!BASE64.test(value)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  const clientId = formDecode(text.slice(0, colon));
  const password = formDecode(text.slice(colon + 1));
  return clientId === undefined || password === undefined ? undefined : [clientId, password];
}

/**
 * The client ID, if the only `Authorization` header has a client ID and an empty secret. Some OAuth
 * clients name a client without a secret this way. `undefined` for anything else.
 */
export function parseClientIdAlone(headers: readonly string[]): string | undefined {
  const [header = '', ...others] = headers;
  if (others.length > 0 || header.length > MAX_LENGTH) return undefined;
  const [, value = ''] = /^basic +(\S+)$/i.exec(header.trim()) ?? [];
  const [clientId, password] = basicPair(value) ?? [];
  return password === '' ? clientId : undefined;
}

/** Whether a request presents a bearer token (RFC 6750), and no other credential. */
export function isBearer(headers: readonly string[]): boolean {
  const [header = '', ...others] = headers;
  return others.length === 0 && /^bearer /i.test(header);
}

function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Every `Authorization` header of a request: Node's `headers` silently drops all but the first. */
export function authorizationValues(rawHeaders: readonly string[]): string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === NAME.length && name.toLowerCase() === NAME)
      values.push(rawHeaders[at + 1] ?? '');
  }
  return values;
}
