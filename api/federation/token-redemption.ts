import { createHash } from 'node:crypto';
import type { AuditTrail } from '../domain/audit-trail';
import type {
  FederatedCredential,
  FederatedCredentialLookup,
} from '../credentials/federated-credential';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { isId } from '../domain/ids';
import type { Caller, Principal } from '../domain/principal';
import { shownSecond } from '../domain/shown-second';
import { atMost } from '../lib/at-most';
import type { FederatedIdentity } from './federated-identity';
import type { FederatedIdentityStore } from './federated-identity-store';
import { ASKED_AGAIN_AFTER_FAILURE_SECONDS, type IssuerKeys } from './issuer-keys';
import { judgeClaims, type RefusedBecause } from './judge-claims';
import { verifySignature } from './subject-token';
import { readClaimedToken } from './subject-token-faults';
import { CLOCK_TOLERANCE_SECONDS, isTokenId, type TokenClaims } from './token-claims';

export interface PresentedSubjectToken {
  readonly serviceAccountId: string;
  readonly token: string;
  callerOf(principal: Principal): Caller;
}

/** A token of an external issuer that some federated identity of the account trusts. */
export interface TrustedSubjectToken {
  readonly credential: FederatedCredential;
  /** Records the use of the token. Not trusted if the token works only once and was used before. */
  redeem(): Promise<DistrustedSubjectToken | undefined>;
}

/** The token is not trusted, or cannot be checked now. */
export interface DistrustedSubjectToken {
  readonly credential: null;
  /** For the sender. It follows from the token alone, so it does not reveal what is trusted. */
  readonly message: string;
  /** The same token may be trusted after this time; null if it never can be. */
  readonly retryAfterSeconds: number | null;
  /** Makes the team's trail say why a token that the issuer signed is refused. Nothing else does. */
  recordReason(): Promise<void>;
}

export interface SubjectTokens {
  examine(presented: PresentedSubjectToken): Promise<TrustedSubjectToken | DistrustedSubjectToken>;
}

/** Marks a token as used, by its hash; false if a replica has already done so. */
export interface UsedTokens {
  useAssertion(hash: string, expiresAt: Date): Promise<boolean>;
}

const ACTION = 'federated_identity.exchanged';
const NOT_TRUSTED =
  'No federated identity of this service account trusts this subject_token. Compare its iss, aud, sub ' +
  'and other claims with the federated identity, and client_id with the service account. If its issuer ' +
  `signed it, the audit trail of the team names the condition that failed (action ${ACTION}).`;

export function createSubjectTokens(dependencies: {
  store: FederatedIdentityStore;
  credentials: FederatedCredentialLookup;
  keys: IssuerKeys;
  used: UsedTokens;
  unitOfWork: UnitOfWork;
  audit: AuditTrail;
  creations: Creations;
  clock: Clock;
}): SubjectTokens {
  const { store, credentials, keys, used, unitOfWork, audit, creations, clock } = dependencies;

  // Anybody may name an account. However many do, looking up the trusted identities takes two connections.
  const twoAtATime = atMost(2);

  const distrusted = (
    message: string,
    { identity, claims, because, callerOf }: Refusal,
  ): DistrustedSubjectToken => ({
    ...refused(message),
    async recordReason() {
      const credential = await credentials.byIdentityId(identity.id);
      if (credential === undefined) return;
      const { iss, sub, exp } = claims;
      await audit.recordRefusedUse(callerOf(credential.principal), {
        action: ACTION,
        outcome: because,
        target: { kind: 'federated_identity', id: identity.id },
        after: { issuer: iss, subject: sub, expires_at: shownSecond(exp) },
      });
    },
  });

  async function redeem(
    identity: FederatedIdentity,
    payload: TokenClaims,
    caller: Caller,
  ): Promise<boolean> {
    return unitOfWork.run(async () => {
      const { jti, exp, sub } = payload;
      if (identity.replayProtection) {
        if (!isTokenId(jti)) return false;
        const hash = createHash('sha256').update(`${identity.id}\n${jti}`).digest('hex');
        const until = new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1000);
        if (!(await used.useAssertion(hash, until))) return false;
      }
      await store.recordUse(identity.id, clock.now());
      await creations.recordUsed([identity.id]);
      await audit.record(caller, {
        action: ACTION,
        target: { kind: 'federated_identity', id: identity.id },
        after: { issuer: identity.issuer, subject: sub },
      });
      return true;
    });
  }

  return {
    async examine({ serviceAccountId, token, callerOf }) {
      const now = clock.now();
      const { issuer, claims, fault } = readClaimedToken(token, now);
      const message = fault ?? NOT_TRUSTED;
      if (issuer === undefined || claims === undefined || !isId(serviceAccountId)) {
        return refused(message);
      }
      const trusting = await twoAtATime(() => store.trusting(serviceAccountId, issuer));
      const verdict = judgeClaims(trusting, claims, now);
      if (verdict === undefined) return refused(message);

      const { identity, because } = verdict;
      const signature = await verifySignature(token, issuer, keys);
      // An anonymous caller who names issuers at random must not learn which are trusted. Only a token that
      // would be trusted, if it is signed, is told that its issuer cannot be reached.
      if (signature === 'unknown' && because === undefined) return notNow(issuer);
      if (signature !== 'signed') return refused(message);

      const refusal = { identity, claims, callerOf };
      if (because !== undefined) return distrusted(message, { ...refusal, because });
      const credential = await credentials.byIdentityId(identity.id);
      if (credential === undefined) return refused(message);
      const { standing } = credential;
      if (standing !== 'good') return distrusted(message, { ...refusal, because: standing });
      return {
        credential,
        async redeem() {
          const redeemed = await redeem(identity, claims, callerOf(credential.principal));
          return redeemed
            ? undefined
            : distrusted(message, { ...refusal, because: 'token_replayed' });
        },
      };
    },
  };
}

interface Refusal {
  readonly identity: FederatedIdentity;
  readonly claims: TokenClaims;
  readonly because: RefusedBecause;
  readonly callerOf: PresentedSubjectToken['callerOf'];
}

function refused(message: string): DistrustedSubjectToken {
  return { credential: null, message, retryAfterSeconds: null, recordReason: async () => {} };
}

/** Nothing proves who sent it, so no trail records it. The log of Keyplane says what failed. */
function notNow(issuer: string): DistrustedSubjectToken {
  const seconds = ASKED_AGAIN_AFTER_FAILURE_SECONDS;
  return {
    ...refused(
      `Keyplane cannot read the signing keys of the issuer ${issuer} at the moment, so it cannot ` +
        `verify this subject_token. Send the same request again in ${seconds} seconds. If that does ` +
        'not help, ask the operator of Keyplane: its log says why the issuer could not be asked.',
    ),
    retryAfterSeconds: seconds,
  };
}
