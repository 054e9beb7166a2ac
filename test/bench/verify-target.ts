import type { LoadRequests, LoadTarget } from './load-target';
import { credentialsOf, PERMISSION } from './seed-keys';
import { SECRET_LENGTH } from './secret-sequence';

const HOT_KEYS = 2000;

export interface VerificationRoute {
  readonly path: string;
  /** The text that a correct answer contains. */
  readonly markers: readonly string[];
}

const OURS: VerificationRoute = {
  path: '/v1/keys/verify',
  markers: [
    '"valid":true',
    '"family":"service_account_key"',
    '"owner":{"kind":"service_account"',
    '"roles":[{"id":"role_',
    '"permissions":["reports.read"]',
    '"expires_at":"',
  ],
};

/**
 * Indices of keys that are spread over the whole database. The first key belongs to the verifier.
 */
export function hotIndices(keys: number): number[] {
  const hot = Math.min(HOT_KEYS, keys - 1);
  return Array.from({ length: hot }, (_, place) => 1 + Math.floor((place * (keys - 1)) / hot));
}

/** Its name in the table. */
export function hotTitle(keys: number): string {
  return `${hotIndices(keys).length.toLocaleString('en')} hot of ${keys.toLocaleString('en')} keys`;
}

/** Verifications of a few thousand keys, again and again. */
export function hotVerification(
  port: number,
  keys: number,
  { path, markers }: VerificationRoute = OURS,
): LoadTarget {
  const texts = hotIndices(keys).map((index) => verification(path, credentialsOf(index).secret));
  return { port, requests: { kind: 'prepared', texts }, markers };
}

/** Verifications of any key, so that hardly any key is asked about twice. */
export function coldVerification(port: number, keys: number): LoadTarget {
  const place = 'x'.repeat(SECRET_LENGTH);
  const [before = '', after = ''] = verification(OURS.path, place).split(place);
  const requests: LoadRequests = { kind: 'secrets', before, after, count: keys };
  return { port, requests, markers: OURS.markers };
}

/** The same keys, as a gateway asks about them: by headers alone. */
export function hotGatewayChecks(port: number, keys: number): LoadTarget {
  const texts = hotIndices(keys).map((index) =>
    [
      `GET /v1/forward-auth?permission=${PERMISSION} HTTP/1.1`,
      'Host: 127.0.0.1',
      `Keyplane-Authorization: ${basicAuthorization(0)}`,
      `Authorization: Bearer ${credentialsOf(index).secret}`,
      '\r\n',
    ].join('\r\n'),
  );
  const markers = ['keyplane-key-id: sak_', 'keyplane-owner-kind: service_account\r\n'];
  return { port, requests: { kind: 'prepared', texts }, markers };
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
