import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const signAside = promisify(sign);

/**
 * RFC 7515 §3.1 compact serialization, by ES256 (RFC 7518 §3.4). Runs in a thread of the pool, and without
 * Web Crypto, whose overhead costs the event loop more than the rest of a token request.
 */
export async function signJwt(
  header: { readonly alg: 'ES256'; readonly typ: string; readonly kid: string },
  payload: object,
  privateKey: KeyObject,
): Promise<string> {
  const signed = `${encoded(header)}.${encoded(payload)}`;
  const signature = await signAside('sha256', Buffer.from(signed), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${signature.toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
