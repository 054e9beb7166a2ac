import { isDeepStrictEqual } from 'node:util';
import { validator } from '../framework';

type JsonRecord = Readonly<Record<string, unknown>>;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** RFC 7517: what must never be in it is the half that the key's owner keeps. */
export const isPublicJwk = validator<string>('a public key as a JSON Web Key', (text) => {
  const jwk = parseJwk(text);
  if (jwk === undefined) return 'must be a JSON object, such as jsonencode({ kty = "EC", … })';
  if (typeof jwk.kty !== 'string') return 'must have a "kty"';
  const secrets = PRIVATE_MEMBERS.filter((name) => name in jwk);
  return secrets.length === 0
    ? undefined
    : `must be the public key only, and holds private parts: ${secrets.join(', ')}`;
});

/** Equal whatever the order of members and the white space. */
export function sameJwk(a: string, b: string): boolean {
  return isDeepStrictEqual(parseJwk(a), parseJwk(b));
}

/** What Keyplane keeps of a public key: RFC 7638's members, and the name that its owner gave it. */
const KEPT_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid'];

/** Equal for Keyplane, which keeps neither `use` nor `alg`. */
export function samePublicKey(a: string, b: string): boolean {
  return isDeepStrictEqual(keptOf(parseJwk(a)), keptOf(parseJwk(b)));
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

function keptOf(jwk: JsonRecord | undefined): JsonRecord | undefined {
  return (
    jwk && Object.fromEntries(Object.entries(jwk).filter(([name]) => KEPT_MEMBERS.includes(name)))
  );
}
