import type { Awaitable } from '../lib/awaitable';
import type { Grant } from '../domain/permission';
import type { Principal } from '../domain/principal';
import type { KeyFacts, KeyOwnerKind, SecretFacts } from '../keys/key';
import { isRetired, keyState } from '../keys/key';
import type { UseMark } from '../usage/usage';

/** A role as a verification answers it. */
export interface GrantedRole {
  readonly id: string;
  readonly name: string;
}

/** A key with everything that decides whether it is valid now: its owner, the owner's roles, its team. */
export interface Credential {
  readonly key: KeyFacts;
  /** The secret that was presented. Absent if the key was looked up by its ID or client ID. */
  readonly secret: SecretFacts | null;
  /** Newest first. If a secret was presented, the list contains only that secret. */
  readonly secrets: readonly SecretFacts[];
  readonly owner: {
    readonly kind: KeyOwnerKind;
    readonly id: string;
    readonly name: string;
    /** False once the account is disabled or the member has left. */
    readonly active: boolean;
  };
  readonly teamSuspended: boolean;
  readonly roles: readonly GrantedRole[];
  readonly principal: Principal;
  /**
   * What is remembered about it for as long as it is cached. A WeakMap would have to search for it in
   * memory that no processor cache holds.
   */
  readonly memory: CredentialMemory;
}

export interface CredentialMemory extends UseMark {
  /** What every verification answers about it, as JSON. */
  verification: string | undefined;
  /** What every check of a gateway answers about it. */
  identityHeaders: readonly string[] | undefined;
}

export function newMemory(): CredentialMemory {
  return { lastCount: undefined, verification: undefined, identityHeaders: undefined };
}

/** The IDs of all rows from which it was made. Once one of them changes, it is outdated. */
export function idsBehind({ key, owner, roles }: Credential): readonly string[] {
  const ids = [key.id, owner.id, ...roles.map(({ id }) => id)];
  if (key.teamId !== null) ids.push(key.teamId);
  if (key.serviceKeyId !== null) ids.push(key.serviceKeyId);
  return ids;
}

/** Finds a credential as it is now. Several keys never share a secret hash or client ID. */
export interface CredentialLookup {
  bySecretHash(hash: string): Awaitable<Credential | undefined>;
  byClientId(clientId: string): Awaitable<Credential | undefined>;
  byKeyId(keyId: string): Awaitable<Credential | undefined>;
}

/** A rotation's old secret ends before its key. */
export function endOf({ key, secret }: Pick<Credential, 'key' | 'secret'>): Date | null {
  const ends = [key.expiresAt, secret?.retiresAt ?? null].flatMap((end) => end?.getTime() ?? []);
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

export type Judgment =
  | { readonly good: true; readonly grant: Grant }
  | { readonly good: false; readonly code: BadCredential };

/** Why a known key is refused. Only callers who may read the key are told the reason. */
export type BadCredential =
  'revoked' | 'expired' | 'disabled' | 'secret_retired' | 'owner_disabled' | 'team_suspended';

/**
 * Keyplane, verification and introspection all judge here: key, secret, owner and team, as they are now.
 */
export function judge(credential: Credential, now: Date): Judgment {
  const { secret } = credential;
  return judgeKey(credential, secret !== null && isRetired(secret, now), now);
}

/**
 * Judges an access token, which ends with the secret or public key that obtained it.
 * @param secretVersion null on tokens of earlier releases, which end with the first rotation
 */
export function judgeToken(
  credential: Credential,
  secretVersion: number | null,
  now: Date,
): Judgment {
  return judgeKey(credential, hasRetired(credential.secrets, secretVersion, now), now);
}

function judgeKey(credential: Credential, secretRetired: boolean, now: Date): Judgment {
  const state = keyState(credential.key, now);
  if (state !== 'active') return { good: false, code: state };
  if (secretRetired) return { good: false, code: 'secret_retired' };
  const { owner, teamSuspended, principal } = credential;
  if (!owner.active) return { good: false, code: 'owner_disabled' };
  if (teamSuspended) return { good: false, code: 'team_suspended' };
  return { good: true, grant: principal.grant };
}

/** A retired secret is kept longer than any token lives. If the secret is gone, it reached nobody. */
function hasRetired(secrets: readonly SecretFacts[], version: number | null, now: Date): boolean {
  for (const secret of secrets) {
    if (version === null && secret.retiresAt !== null) return true;
    if (secret.version === version) return isRetired(secret, now);
  }
  return version !== null;
}
