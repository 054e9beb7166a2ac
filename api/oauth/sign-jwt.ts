import type { KeyObject } from 'node:crypto';
import { createSigner } from './signing-thread';

/** One for the process. Apps of one process, as in tests, would only start more threads. */
const sign = createSigner();

/** RFC 7515 §3.1 compact serialization, by ES256 (RFC 7518 §3.4). */
export async function signJwt(
  header: { readonly alg: 'ES256'; readonly typ: string; readonly kid: string },
  payload: object,
  privateKey: KeyObject,
): Promise<string> {
  const signed = `${encoded(header)}.${encoded(payload)}`;
  return `${signed}.${await sign(signed, privateKey)}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
