import type { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { createEphemeralCertificate } from '../../../../provider/terraform-plugin/plugin/ephemeral-certificate';

export interface OutsideIssuer {
  readonly url: string;
  /** The issuer's certificate, in PEM. */
  readonly certificate: string;
  /** How often the issuer was asked for its keys. */
  readonly reads: { jwks: number; discovery: number };
  /** What the issuer answers instead of its documents, by path. */
  readonly answers: Map<string, (response: Answering) => void>;
  /**
   * A token like that of GitHub Actions for the main branch of acme/app, with the changes in
   * `claims`.
   */
  sign(claims?: JWTPayload, options?: { header?: object; by?: SigningKey }): Promise<string>;
  /** Signs with another key from now on, and publishes that key. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

type Answering = ServerResponse;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicJwk: JWK;
}

let keys = 0;

export async function createSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = `key-${++keys}`;
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256' } };
}

export const REPOSITORY = { repository_id: '123456', repository_owner_id: '654321' };
export const SUBJECT = 'repo:acme/app:ref:refs/heads/main';

/**
 * An https issuer with the name `localhost`. It signs tokens like those that a GitHub workflow
 * gets.
 */
export async function startOutsideIssuer(now: () => Date): Promise<OutsideIssuer> {
  const { certificate, privateKey } = createEphemeralCertificate();
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const reads = { jwks: 0, discovery: 0 };
  const answers = new Map<string, (response: Answering) => void>();
  let key = await createSigningKey();
  let url = '';

  const server = https.createServer(
    { cert: pem, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    (request, response) => {
      const path = request.url ?? '';
      const answer = answers.get(path);
      if (path === '/jwks') reads.jwks += 1;
      if (path.startsWith('/.well-known')) reads.discovery += 1;
      if (answer !== undefined) return answer(response);
      const document =
        path === '/jwks' ? { keys: [key.publicJwk] } : { issuer: url, jwks_uri: `${url}/jwks` };
      response.end(JSON.stringify(document));
    },
  );
  server.listen(0);
  await once(server, 'listening');
  url = `https://localhost:${(server.address() as AddressInfo).port}`;

  return {
    get url() {
      return url;
    },
    certificate: pem,
    reads,
    answers,
    sign(claims = {}, { header = {}, by = key } = {}) {
      const issuedAt = Math.floor(now().getTime() / 1000);
      const payload = {
        iss: url,
        sub: SUBJECT,
        ...REPOSITORY,
        repository: 'acme/app',
        ref: 'refs/heads/main',
        event_name: 'push',
        jti: `jti-${++keys}`,
        iat: issuedAt,
        nbf: issuedAt,
        exp: issuedAt + 300,
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: by.kid, typ: 'JWT', ...header })
        .sign(by.privateKey);
    },
    async rotate() {
      key = await createSigningKey();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
