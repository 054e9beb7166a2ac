import type { LoadRequests, LoadTarget } from './load-target';
import { credentialsOf, PERMISSION } from './seed-keys';
import { SECRET_LENGTH } from './secret-sequence';

const HOT_KEYS = 2000;
const VERIFY = '/v1/keys/verify';

/** Indices of keys spread over all of a database; the first key is the verifier's own. */
export function hotIndices(keys: number): number[] {
  const hot = Math.min(HOT_KEYS, keys - 1);
  return Array.from({ length: hot }, (_, place) => 1 + Math.floor((place * (keys - 1)) / hot));
}

/** As the table calls it. */
export function hotTitle(keys: number): string {
  return `${hotIndices(keys).length.toLocaleString('en')} hot of ${keys.toLocaleString('en')} keys`;
}

/** Verifications of a few thousand keys, over and over. */
export function hotVerification(port: number, keys: number, path = VERIFY): LoadTarget {
  const texts = hotIndices(keys).map((index) => verification(path, credentialsOf(index).secret));
  return target(port, { kind: 'prepared', texts });
}

/** Verifications of any key, so that hardly one is met twice. */
export function coldVerification(port: number, keys: number): LoadTarget {
  const place = 'x'.repeat(SECRET_LENGTH);
  const [before = '', after = ''] = verification(VERIFY, place).split(place);
  return target(port, { kind: 'secrets', before, after, count: keys });
}

function target(port: number, requests: LoadRequests): LoadTarget {
  return { port, requests, marker: '"valid":true' };
}

function verification(path: string, secret: string): string {
  return postRequest(path, {
    type: 'application/json',
    body: JSON.stringify({ secret, permissions: [PERMISSION] }),
    authorization: basicAuthorization(0),
  });
}

export function basicAuthorization(index: number): string {
  const { clientId, secret } = credentialsOf(index);
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
}

export function postRequest(
  path: string,
  {
    type,
    body,
    authorization,
  }: { readonly type: string; readonly body: string; readonly authorization: string },
): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: ${authorization}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
