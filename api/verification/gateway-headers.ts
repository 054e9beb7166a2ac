/** The credentials in a check: the gateway's own, and the key that its client sent. */
export interface GatewayHeaders {
  /** Every value of `Keyplane-Authorization`. */
  readonly gateway: readonly string[];
  readonly client: PresentedKey;
}

export type PresentedKey =
  | { readonly kind: 'key'; readonly text: string; readonly header: KeyHeader }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly header: KeyHeader }
  | { readonly kind: 'other_scheme' }
  /** `Authorization` with a tab or more between Bearer and the key. */
  | { readonly kind: 'wrong_space' }
  | { readonly kind: 'bearer_in_key_header' };

export type KeyHeader = 'authorization' | 'x-api-key';

interface SentKey {
  readonly header: KeyHeader;
  readonly value: string;
}

const GATEWAY_HEADER = 'keyplane-authorization';
/** Contains only the names that matter. Other headers are skipped. */
const LENGTHS = new Set([GATEWAY_HEADER, 'authorization', 'x-api-key'].map(({ length }) => length));
const BEARER = /^bearer +/i;
/** Neither a secret nor an access token contains one of these, but a list of keys does. */
const SEPARATOR = /[\s,;]/;
const BEARER_AND_ONE_KEY = /^bearer\s+[^\s,;]+$/i;

/** @param rawHeaders name, value, name, value: Node's `headers` joins or drops repeated ones */
export function gatewayHeadersOf(rawHeaders: readonly string[]): GatewayHeaders {
  const gateway: string[] = [];
  const keys: SentKey[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at] ?? '';
    if (!LENGTHS.has(sent.length)) continue;
    const name = sent.toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    if (name === GATEWAY_HEADER) gateway.push(value);
    else if ((name === 'authorization' || name === 'x-api-key') && value !== '') {
      keys.push({ header: name, value });
    }
  }
  return { gateway, client: presentedKey(keys) };
}

/**
 * Two keys are refused, in one header or in two: the service behind the gateway might use the other
 * one.
 */
function presentedKey([key, ...others]: readonly SentKey[]): PresentedKey {
  if (key === undefined) return { kind: 'none' };
  const { header, value } = key;
  if (others.length > 0) {
    const areAlike = others.every((other) => other.header === header);
    return { kind: 'several', header: areAlike ? header : 'authorization' };
  }
  if (header === 'authorization' && !BEARER.test(value)) return withoutBearer(value);
  const text = header === 'authorization' ? value.replace(BEARER, '') : value;
  return SEPARATOR.test(text) ? withSeparator(key) : { kind: 'key', text, header };
}

function withoutBearer(value: string): PresentedKey {
  if (BEARER_AND_ONE_KEY.test(value)) return { kind: 'wrong_space' };
  return value.includes(',')
    ? { kind: 'several', header: 'authorization' }
    : { kind: 'other_scheme' };
}

function withSeparator({ header, value }: SentKey): PresentedKey {
  if (!BEARER_AND_ONE_KEY.test(value)) return { kind: 'several', header };
  return { kind: header === 'authorization' ? 'wrong_space' : 'bearer_in_key_header' };
}
