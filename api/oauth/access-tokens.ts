import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import { compactVerify, decodeProtectedHeader, errors } from 'jose';
import { z } from 'zod';
import type {
  AccessTokenClaims,
  AccessTokenVerifier,
  TokenHolder,
} from '../credentials/access-token';
import type { ChangeFeed } from '../database/change-feed';
import { createFreshCache } from '../database/fresh-cache';
import { readPromptly } from '../database/read-promptly';
import type { Clock } from '../domain/clock';
import { signJwt } from './sign-jwt';
import { MAX_TOKEN_SECONDS, SIGNING_ALGORITHM } from './signing-key';
import type { SigningKeyRing } from './signing-key-ring';
import type { SpentTokenStore } from './spent-token-store';

/** RFC 9068 §2.1 */
const TYPE = 'at+jwt';
const MAX_LENGTH = 8192;
const TOKENS_KEPT = 10_000;

export interface AccessTokenRequest {
  readonly holder: TokenHolder;
  readonly clientId: string;
  readonly subject: string;
  /** Null for a token of the operator. */
  readonly teamId: string | null;
  /** The end of the holder. The token ends at this time at the latest. */
  readonly endsAt: Date | null;
  readonly audience: string;
  readonly scope: readonly string[] | null;
  readonly lifetimeSeconds: number;
}

export interface IssuedAccessToken {
  readonly token: string;
  readonly jti: string;
  readonly expiresInSeconds: number;
}

export interface AccessTokens extends AccessTokenVerifier {
  /** If the holder ends earlier, the token ends with it. */
  issue(request: AccessTokenRequest): Promise<IssuedAccessToken>;
  revoke(claims: AccessTokenClaims): Promise<void>;
}

export function createAccessTokens(dependencies: {
  issuer: string;
  ring: SigningKeyRing;
  spent: SpentTokenStore;
  clock: Clock;
  feed: Pick<ChangeFeed, 'log' | 'isCurrent'>;
}): AccessTokens {
  const { issuer, ring, spent, clock, feed } = dependencies;
  const known = createFreshCache<KnownToken>({
    feed,
    maxEntries: TOKENS_KEPT,
    idsOf: ({ claims }) => [claims.jti],
  });

  async function verifiedClaims(token: string): Promise<AccessTokenClaims | undefined> {
    const kid = token.length > MAX_LENGTH ? undefined : keyIdOf(token);
    const key = kid === undefined ? undefined : await ring.publicKey(kid);
    if (key === undefined) return undefined;
    const claims = await verifiedPayload(token, key);
    return claims?.iss === issuer ? toClaims(claims) : undefined;
  }

  /**
   * A signature is verified once for as long as the token is cached, because that is the expensive part.
   */
  async function read(token: string): Promise<KnownToken | undefined> {
    const digest = createHash('sha256').update(token).digest('base64');
    const kept = known.get(digest);
    if (kept !== undefined) return kept;
    const { position } = known;
    const claims = await verifiedClaims(token);
    if (claims === undefined) return undefined;
    const revoked = await readPromptly(() => spent.isAccessTokenRevoked(claims.jti));
    const checked = { claims, revoked };
    known.set(digest, checked, position);
    return checked;
  }

  return {
    issuer,

    async issue({ holder, clientId, subject, teamId, endsAt, audience, scope, lifetimeSeconds }) {
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      const expiresAt = Math.min(
        issuedAt + Math.min(lifetimeSeconds, MAX_TOKEN_SECONDS),
        secondsOf(endsAt),
      );
      const jti = randomUUID();
      const signer = await ring.signingKey();
      const payload: Payload = {
        iss: issuer,
        sub: subject,
        aud: audience,
        client_id: clientId,
        jti,
        iat: issuedAt,
        exp: expiresAt,
        ...holderClaims(holder),
        ...(teamId !== null && { keyplane_team_id: teamId }),
        // An empty scope stays empty. Without the claim, the token could do everything that its holder may
        // do.
        ...(scope !== null && { scope: scope.join(' ') }),
      };
      const header = { alg: SIGNING_ALGORITHM, typ: TYPE, kid: signer.id } as const;
      const token = await signJwt(header, payload, signer.privateKey);
      return { token, jti, expiresInSeconds: expiresAt - issuedAt };
    },

    async check(token) {
      const found = await read(token);
      if (found === undefined) return { status: 'unknown' };
      const { claims, revoked } = found;
      if (claims.expiresAt <= clock.now()) return { status: 'expired', claims };
      return { status: revoked ? 'revoked' : 'good', claims };
    },

    async revoke({ jti, expiresAt }) {
      await spent.revokeAccessToken(jti, expiresAt);
    },
  };
}

interface KnownToken {
  readonly claims: AccessTokenClaims;
  readonly revoked: boolean;
}

/** A type, not an interface: jose asks for an index signature. */
type Payload = z.output<typeof payloadSchema>;

const payloadSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  client_id: z.string(),
  jti: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  /** One of the two, depending on whether the token stands for a key or a federated identity. */
  keyplane_key_id: z.string().exactOptional(),
  keyplane_federated_identity_id: z.string().exactOptional(),
  /** The credential of the holder that obtained the token. Absent on tokens of earlier releases. */
  keyplane_secret_version: z.number().int().exactOptional(),
  keyplane_trust: z.string().exactOptional(),
  /** Absent on tokens of the operator. */
  keyplane_team_id: z.string().exactOptional(),
  scope: z.string().exactOptional(),
});

function toClaims(payload: Payload): AccessTokenClaims | undefined {
  const holder = holderOf(payload);
  if (holder === undefined) return undefined;
  return {
    jti: payload.jti,
    holder,
    clientId: payload.client_id,
    subject: payload.sub,
    audience: payload.aud,
    scope: payload.scope === undefined ? null : payload.scope.split(' ').filter(Boolean),
    issuedAt: new Date(payload.iat * 1000),
    expiresAt: new Date(payload.exp * 1000),
  };
}

function holderClaims(holder: TokenHolder): Partial<Payload> {
  if (holder.kind === 'key') {
    const { id, secretVersion } = holder;
    return {
      keyplane_key_id: id,
      ...(secretVersion !== null && { keyplane_secret_version: secretVersion }),
    };
  }
  const { id, trust } = holder;
  return { keyplane_federated_identity_id: id, ...(trust !== null && { keyplane_trust: trust }) };
}

function holderOf(payload: Payload): TokenHolder | undefined {
  const { keyplane_key_id: keyId, keyplane_federated_identity_id: identityId } = payload;
  if (keyId !== undefined) {
    return { kind: 'key', id: keyId, secretVersion: payload.keyplane_secret_version ?? null };
  }
  if (identityId === undefined) return undefined;
  return { kind: 'federated_identity', id: identityId, trust: payload.keyplane_trust ?? null };
}

function secondsOf(date: Date | null): number {
  return date === null ? Infinity : Math.floor(date.getTime() / 1000);
}

function keyIdOf(token: string): string | undefined {
  try {
    const { kid, typ } = decodeProtectedHeader(token);
    return typ === TYPE && typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

async function verifiedPayload(token: string, key: KeyObject): Promise<Payload | undefined> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [SIGNING_ALGORITHM] });
    return payloadSchema.safeParse(JSON.parse(Buffer.from(payload).toString('utf8'))).data;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
