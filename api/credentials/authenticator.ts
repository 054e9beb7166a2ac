import { hash } from 'node:crypto';
import type { ChangeFeed } from '../database/change-feed';
import { createFreshCache } from '../database/fresh-cache';
import { readPromptly } from '../database/read-promptly';
import type { Awaitable } from '../lib/awaitable';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { Principal } from '../domain/principal';
import type { Secret } from '../domain/secret';
import {
  idsBehind,
  judge,
  judgeToken,
  type Credential,
  type CredentialLookup,
  type Judgment,
} from './credential';
import type { KeyUser, Usage, Use } from '../usage/usage';
import { addressOf } from '../rate-limit/network-of';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle } from '../rate-limit/throttle';
import type { AccessTokenVerifier, TokenHolder } from './access-token';
import type { Authentication, AuthenticationAttempt } from '../http/authentication';
import { flawOf, parseAuthorization, type Presented } from '../http/authorization-header';
import type { FederatedCredential, FederatedCredentialLookup } from './federated-credential';
import { narrowedPrincipal } from './narrowed-grant';
import {
  badCredential,
  badFederation,
  endedAccessToken,
  missingCredentials,
  severalCredentials,
  unauthenticated,
  unreadableCredentials,
} from './refusal';
import type { RequestOrigin } from '../http/endpoint';
import type { RefusedBecause, RefusedUses } from './refused-uses';

/** The same sentence for every unknown credential, whichever part of it is unknown. */
export type UnknownRefusal = () => Failure;

/**
 * Judges the presented credential by the key, owner, roles and team as they are now. Every method
 * throws the Failure `unauthenticated` or `rate_limited`, either directly or through its promise.
 * All unknown credentials get the same sentence.
 */
export interface Authenticator extends Authentication {
  /** Only a client ID and secret in HTTP Basic. */
  authenticateBasic(attempt: AuthenticationAttempt, because: UnknownRefusal): Awaitable<Credential>;
  /** A secret by itself, or the secret of the client whose ID is given. */
  authenticateSecret(
    secret: Secret,
    clientId: string | null,
    origin: RequestOrigin,
    because: UnknownRefusal,
  ): Promise<Credential>;
  /** A key that proved itself by a signature of its owner's private key instead of a secret. */
  accept(credential: Credential, origin: RequestOrigin): Credential;
  /** Counts an unknown credential, and returns the failure to throw. */
  refuseUnknown(ip: string): Promise<Failure>;
}

export interface AuthenticatorDependencies {
  readonly credentials: CredentialLookup;
  readonly federations: FederatedCredentialLookup;
  readonly accessTokens: AccessTokenVerifier;
  readonly usage: Usage;
  readonly refusedUses: RefusedUses;
  readonly clock: Clock;
  readonly throttle: NetworkThrottle;
  readonly feed: Pick<ChangeFeed, 'log' | 'isCurrent' | 'catchUp'>;
}

type Origin = RequestOrigin & Pick<AuthenticationAttempt, 'again'>;
type PresentedSecret = Extract<Presented, { readonly secret: Secret }>;

/** The callers of earlier Authorization headers, as long as nothing about them has changed. */
interface Recognized {
  readonly kind: PresentedSecret['kind'];
  readonly credential: Credential;
}

/** Callers are services and tools: few, and each sends many requests. */
const HEADERS_KEPT = 5000;

export function createAuthenticator(dependencies: AuthenticatorDependencies): Authenticator {
  const { credentials, federations, accessTokens, usage, refusedUses } = dependencies;
  const { clock, throttle, feed } = dependencies;
  /** The keys are digests of the headers, because headers contain secrets. */
  const recognized = createFreshCache<Recognized>({
    feed,
    maxEntries: HEADERS_KEPT,
    idsOf: ({ credential }) => idsBehind(credential),
  });

  /** An attempt is counted only if the secret is unknown, so guesses by others never block a valid secret. */
  async function refuseUnknown(ip: string, because = unauthenticated): Promise<Failure> {
    const state = await throttle.count(ip);
    return state.allowed ? because() : new RateLimited(state);
  }

  function acceptAs(
    judgment: Judgment,
    credential: Credential,
    now: Date,
    origin: Origin,
  ): Credential {
    if (!judgment.good) {
      refusedUses.note(credential, judgment.code, origin, null);
      throw badCredential(credential, judgment.code);
    }
    if (!origin.again) {
      usage.record(useOf(credential, now, { kind: 'address', id: addressOf(origin.ip) }));
    }
    return credential;
  }

  function accept(credential: Credential, origin: Origin): Credential {
    const now = clock.now();
    return acceptAs(judge(credential, now), credential, now, origin);
  }

  async function authenticateSecret(
    secret: Secret,
    clientId: string | null,
    origin: Origin,
    because: UnknownRefusal,
  ): Promise<Credential> {
    const { ip } = origin;
    // The database compares SHA-256 digests. What its timing reveals about a digest does not help a
    // guesser.
    const credential = await credentials.bySecretHash(secret.hash);
    if (credential === undefined) throw await refuseUnknown(ip, because);
    if (clientId !== null && clientId !== credential.key.clientId) {
      throw await refuseUnknown(ip, because);
    }
    return accept(credential, origin);
  }

  async function recognize(
    digest: string,
    presented: PresentedSecret,
    origin: Origin,
    because: UnknownRefusal = unauthenticated,
  ) {
    const { position } = recognized;
    const clientId = presented.kind === 'basic' ? presented.clientId : null;
    const credential = await authenticateSecret(presented.secret, clientId, origin, because);
    recognized.set(digest, { kind: presented.kind, credential }, position);
    return credential;
  }

  async function authenticateUnrecognized(
    digest: string,
    header: string,
    origin: Origin,
  ): Promise<Principal> {
    const presented = parseAuthorization(header);
    switch (presented?.kind) {
      case 'basic':
      case 'secret':
        return managerOf(await recognize(digest, presented, origin), origin);
      case 'jwt':
        return authenticateToken(presented.token, origin);
      case undefined:
        throw await refuseUnknown(origin.ip, () => unreadableCredentials(flawOf(header)));
    }
  }

  async function authenticateUnrecognizedBasic(
    digest: string,
    header: string,
    origin: Origin,
    because: UnknownRefusal,
  ): Promise<Credential> {
    const presented = parseAuthorization(header);
    if (presented?.kind !== 'basic') throw await refuseUnknown(origin.ip, because);
    return recognize(digest, presented, origin, because);
  }

  async function authenticateToken(token: string, origin: Origin): Promise<Principal> {
    const check = await accessTokens.check(token);
    if (check.status === 'unknown' || check.claims.audience !== accessTokens.issuer) {
      throw await refuseUnknown(origin.ip);
    }
    if (check.status !== 'good') {
      if (check.status === 'revoked') await noteRevoked(check.claims.holder, origin);
      throw endedAccessToken(check.status);
    }
    return narrowedPrincipal(await principalOf(check.claims.holder, origin), check.claims.scope);
  }

  async function noteRevoked({ kind, id }: TokenHolder, origin: Origin): Promise<void> {
    if (kind === 'key') {
      const credential = await credentials.byKeyId(id);
      if (credential !== undefined) refusedUses.note(credential, 'token_revoked', origin, null);
      return;
    }
    const federation = await readPromptly(async () => federations.byIdentityId(id));
    if (federation !== undefined) noteFederation(federation, 'token_revoked', origin);
  }

  function noteFederation(
    { identity: { id }, principal }: FederatedCredential,
    because: RefusedBecause,
    origin: Origin,
  ): void {
    const key = { id, family: 'federated_identity', teamId: principal.teamId } as const;
    refusedUses.note({ key, principal }, because, origin, null);
  }

  /** A service key token calls services. It must not use its member's permissions in Keyplane. */
  function managerOf(credential: Credential, origin: Origin): Principal {
    if (credential.key.family !== 'token') return credential.principal;
    refusedUses.note(credential, 'insufficient_permissions', origin, null);
    throw new Failure(
      'insufficient_permissions',
      "A service key token calls the platform's services and cannot manage anything in " +
        'Keyplane. Use an application key or a service account key here.',
    );
  }

  async function principalOf(holder: TokenHolder, origin: Origin): Promise<Principal> {
    if (holder.kind === 'key') {
      const credential = await credentials.byKeyId(holder.id);
      if (credential === undefined) throw unauthenticated();
      const now = clock.now();
      const judgment = judgeToken(credential, holder.secretVersion, now);
      return managerOf(acceptAs(judgment, credential, now, origin), origin);
    }
    const federation = await readPromptly(async () => federations.byIdentityId(holder.id));
    if (federation === undefined) throw unauthenticated();
    const isTrusted = holder.trust === null || holder.trust === federation.trust;
    const standing = isTrusted ? federation.standing : 'trust_changed';
    if (standing === 'good') return federation.principal;
    noteFederation(federation, standing, origin);
    throw badFederation(federation, standing);
  }

  function authenticate(attempt: AuthenticationAttempt): Awaitable<Principal> {
    const header = onlyHeaderOf(attempt.authorization);
    const digest = digestOf(header);
    const known = recognized.get(digest);
    if (known === undefined) return authenticateUnrecognized(digest, header, attempt);
    return managerOf(accept(known.credential, attempt), attempt);
  }

  /** The request may have waited for the very unit of work that ended its access. */
  async function authenticateAgain(attempt: AuthenticationAttempt): Promise<Principal> {
    await feed.catchUp();
    return authenticate(attempt);
  }

  return {
    accept,
    authenticateSecret,
    refuseUnknown,

    authenticate(attempt) {
      return attempt.again === true ? authenticateAgain(attempt) : authenticate(attempt);
    },

    authenticateBasic(attempt, because) {
      const header = onlyHeaderOf(attempt.authorization);
      const digest = digestOf(header);
      const known = recognized.get(digest);
      if (known?.kind !== 'basic') {
        return authenticateUnrecognizedBasic(digest, header, attempt, because);
      }
      return accept(known.credential, attempt);
    },
  };
}

function onlyHeaderOf(headers: readonly string[]): string {
  const header = headers[0];
  if (header === undefined) throw missingCredentials();
  if (headers.length > 1) throw severalCredentials(headers.length);
  return header;
}

function digestOf(header: string): string {
  return hash('sha256', header, 'base64');
}

export function useOf(credential: Credential, at: Date, by: KeyUser): Use {
  const { key, secret, memory } = credential;
  return {
    keyId: key.id,
    secretVersion: secret?.version ?? null,
    firstUse: !key.used || secret?.used === false,
    at,
    by,
    mark: memory,
  };
}
