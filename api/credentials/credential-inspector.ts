import { afterwards, type Awaitable } from '../lib/awaitable';
import type { Clock } from '../domain/clock';
import type { Grant } from '../domain/permission';
import { requirePermission, type Caller } from '../domain/principal';
import {
  judge,
  judgeToken,
  type BadCredential,
  type Credential,
  type CredentialLookup,
} from './credential';
import type { Usage } from '../usage/usage';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle } from '../rate-limit/throttle';
import type { AccessTokenClaims, AccessTokenVerifier } from './access-token';
import { useOf } from './authenticator';
import { parseBearer } from '../http/authorization-header';
import { narrowedGrant } from './narrowed-grant';
import type { RefusedUses } from './refused-uses';

export type InspectionRefusal = BadCredential | 'token_expired' | 'token_revoked';

/** What a service may learn about a secret or access token that somebody presented to it. */
export type Inspection =
  /**
   * The secret is malformed, unknown, of another team, or of a kind that third parties must not verify. The
   * answer is the same for all of these.
   */
  | { readonly known: false }
  | ({ readonly known: true; readonly credential: Credential } & InspectedToken & InspectionResult);

interface InspectedToken {
  /** Null if a secret was presented. */
  readonly token: AccessTokenClaims | null;
}

type InspectionResult =
  | { readonly good: true; readonly grant: Grant }
  | { readonly good: false; readonly code: InspectionRefusal };

export interface CredentialInspector {
  /**
   * A valid result counts as a use.
   * @throws Failure `insufficient_permissions` if the caller lacks `keys.verify`; `rate_limited` if the
   * secret is unknown and too many unknown ones came before
   */
  inspect(caller: Caller, presented: string): Awaitable<Inspection>;
}

export function createCredentialInspector(dependencies: {
  credentials: CredentialLookup;
  accessTokens: AccessTokenVerifier;
  usage: Usage;
  refusedUses: RefusedUses;
  clock: Clock;
  throttle: NetworkThrottle;
}): CredentialInspector {
  const { credentials, accessTokens, usage, refusedUses, clock, throttle } = dependencies;

  function find(presented: string): Awaitable<Found | undefined> {
    const parsed = parseBearer(presented);
    if (parsed?.kind === 'secret') {
      return afterwards(credentials.bySecretHash(parsed.secret.hash), foundBySecret);
    }
    return parsed?.kind === 'jwt' ? findByToken(parsed.token) : undefined;
  }

  async function findByToken(token: string): Promise<Found | undefined> {
    const check = await accessTokens.check(token);
    // Tokens of a federated identity are for Keyplane alone, so third parties have none to verify.
    if (check.status === 'unknown' || check.claims.holder.kind !== 'key') return undefined;
    const credential = await credentials.byKeyId(check.claims.holder.id);
    return credential && { credential, token: check.claims, tokenStatus: check.status };
  }

  async function countUnknown({ principal, ip }: Caller): Promise<Inspection> {
    const state = await throttle.count(ip, { caller: principal.id });
    if (!state.allowed) throw new RateLimited(state);
    return { known: false };
  }

  function inspectFound(caller: Caller, found: Found): Inspection {
    const { credential, token } = found;
    const now = clock.now();
    const result = resultOf(found, now);
    if (!result.good) {
      const { code } = result;
      if (code !== 'token_expired') {
        refusedUses.note(credential, code, caller, caller.principal.id);
      }
      return { known: true, credential, token, good: false, code };
    }
    usage.record(useOf(credential, now, { kind: 'service', id: caller.principal.id }));
    return { known: true, credential, token, good: true, grant: result.grant };
  }

  return {
    inspect(caller, presented) {
      const { kind, narrowed } = caller.principal;
      if (kind !== 'operator' || narrowed) requirePermission(caller, 'keys.verify');
      return afterwards(find(presented), (found) =>
        found !== undefined && mayVerify(caller, found.credential)
          ? inspectFound(caller, found)
          : countUnknown(caller),
      );
    },
  };
}

function foundBySecret(credential: Credential | undefined): Found | undefined {
  return credential && { credential, token: null, tokenStatus: 'good' };
}

interface Found extends InspectedToken {
  readonly credential: Credential;
  readonly tokenStatus: 'good' | 'expired' | 'revoked';
}

/**
 * Keys of the caller's own team. The operator, and callers that the operator allows, may verify keys of
 * every team. Application keys are never verified, because they belong to a person (S1).
 */
function mayVerify({ principal }: Caller, { key }: Credential): boolean {
  if (key.family === 'application_key' || key.teamId === null) return false;
  if (principal.kind === 'operator' || principal.teamId === key.teamId) return true;
  return principal.kind === 'service_account' && principal.verifiesEveryTeam === true;
}

function resultOf({ credential, token, tokenStatus }: Found, now: Date): InspectionResult {
  const judgment =
    token?.holder.kind === 'key'
      ? judgeToken(credential, token.holder.secretVersion, now)
      : judge(credential, now);
  if (!judgment.good) return judgment;
  if (tokenStatus !== 'good') return { good: false, code: `token_${tokenStatus}` };
  const scope = token?.scope ?? null;
  const { grant } = judgment;
  return { good: true, grant: scope === null ? grant : narrowedGrant(grant, scope) };
}
