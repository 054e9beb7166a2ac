import { isDeepStrictEqual } from 'node:util';
import { validator } from '../framework';

type JsonRecord = Readonly<Record<string, unknown>>;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

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

export function parseJwk(text: string): JsonRecord | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const isRecord = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isRecord ? (json as JsonRecord) : undefined;
  } catch {
    return undefined;
  }
}
