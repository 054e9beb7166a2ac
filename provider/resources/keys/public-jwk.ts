import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { validator } from '../../terraform-plugin';

type JsonRecord = Readonly<Record<string, unknown>>;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** RFC 7517: the private members, which only the owner of the key may have. */
export const isPublicJwk = validator<string>('a public key as a JSON Web Key', (text) => {
  const jwk = parseJwk(text);
  if (jwk === undefined) return 'must be a JSON object, such as jsonencode({ kty = "EC", … })';
  if (typeof jwk.kty !== 'string') return 'must have a "kty"';
  const secrets = PRIVATE_MEMBERS.filter((name) => name in jwk);
  return secrets.length === 0
    ? undefined
    : `must be a public key only, but contains private parts: ${secrets.join(', ')}`;
});

/** Compares them regardless of the order of members and of white space. */
export function sameJwk(a: string, b: string): boolean {
  return isDeepStrictEqual(parseJwk(a), parseJwk(b));
}

/** The members that a thumbprint covers, in the order of RFC 7638. */
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** RFC 7638; undefined if the text is not a public key of a known type. */
export function thumbprintOf(text: string): string | undefined {
  const jwk = parseJwk(text);
  const members = typeof jwk?.kty === 'string' ? THUMBPRINT_MEMBERS[jwk.kty] : undefined;
  if (jwk === undefined || members === undefined) return undefined;
  const covered = Object.fromEntries(members.map((name) => [name, jwk[name]]));
  return createHash('sha256').update(JSON.stringify(covered)).digest('base64url');
}

/**
 * Whether Keyplane treats them as one key: `kid`, `use` and `alg` do not count. It refuses a
 * rotation to the same key.
 */
export function samePublicKey(a: string, b: string): boolean {
  const thumbprint = thumbprintOf(a);
  return thumbprint === undefined ? sameJwk(a, b) : thumbprint === thumbprintOf(b);
}

/** The name that the owner gave the key; undefined if it has none. */
export function kidOf(text: string): unknown {
  return parseJwk(text)?.kid;
}

export function parseJwk(text: string): JsonRecord | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const isRecord = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isRecord ? (json as JsonRecord) : undefined;
  } catch {
    return undefined;
  }
}
