import { createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Concealed } from '../../../../api/lib/concealed';
import type { OidcSettings } from '../../../../api/sessions/openid-client';

const CLIENT_ID = 'keyplane';
const CLIENT_SECRET = 'of-keyplane';

type Claims = Record<string, unknown>;
type Header = { readonly alg: string; readonly kid?: string };

/** What the next ID token says, compared with a right one. */
export interface Forgery {
  readonly claims?: (right: Claims) => Claims;
  readonly header?: Header;
  readonly signedBy?: 'a key of somebody else' | 'the client secret' | 'nobody';
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function drawKey() {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomBytes(6).toString('hex');
  return { ...pair, kid, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256' } };
}

/** An identity provider whose ID tokens are as wrong as a test asks. */
export async function startForgingProvider() {
  const strangers = drawKey();
  let key = drawKey();
  let forgery: Forgery = {};
  let metadata: object = {};
  let isDown = false;
  let url = '';
  const nonces = new Map<string, string>();

  function idToken(nonce: string | undefined): string {
    const now = Math.floor(Date.now() / 1000);
    const right = {
      iss: url,
      aud: CLIENT_ID,
      sub: 'ada',
      nonce,
      iat: now,
      exp: now + 60,
      email: 'ada@example.com',
      email_verified: true,
    };
    const header = forgery.header ?? { alg: 'RS256', kid: key.kid };
    const signed = `${encoded(header)}.${encoded((forgery.claims ?? ((same) => same))(right))}`;
    return `${signed}.${signatureOf(signed)}`;
  }

  function signatureOf(signed: string): string {
    switch (forgery.signedBy) {
      case 'nobody':
        return '';
      case 'the client secret':
        return createHmac('sha256', CLIENT_SECRET).update(signed).digest('base64url');
      default: {
        const { privateKey } = forgery.signedBy === undefined ? key : strangers;
        return createSign('sha256').update(signed).sign(privateKey).toString('base64url');
      }
    }
  }

  const server = createServer((request, response) => {
    const json = (body: object) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (isDown) return void response.writeHead(503).end();
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return void json({
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          ...metadata,
        });
      case '/jwks':
        return void json({ keys: [key.jwk] });
      default: {
        let form = '';
        request.on('data', (chunk: Buffer) => (form += chunk.toString()));
        request.on('end', () => {
          const nonce = nonces.get(new URLSearchParams(form).get('code') ?? '');
          json({ access_token: 'at', token_type: 'Bearer', id_token: idToken(nonce) });
        });
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    settings: (): OidcSettings => ({
      issuer: url,
      clientId: CLIENT_ID,
      clientSecret: new Concealed(CLIENT_SECRET),
      name: 'Forger',
      emailDomains: [],
      joins: [],
    }),
    forge: (next: Forgery, announced: object = {}) => {
      forgery = next;
      metadata = announced;
    },
    rotateKey: () => void (key = drawKey()),
    setDown: (down: boolean) => void (isDown = down),
    /** What the browser brings back from the authorization at `start`. */
    callbackFrom(start: string, more: Record<string, string> = {}): string {
      const asked = new URL(start).searchParams;
      const code = randomBytes(9).toString('base64url');
      nonces.set(code, asked.get('nonce') ?? '');
      const query = new URLSearchParams({ code, state: asked.get('state') ?? '', ...more });
      return `/session/oidc/callback?${query.toString()}`;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

export type ForgingProvider = Awaited<ReturnType<typeof startForgingProvider>>;
