import { createHash } from 'node:crypto';
import type { AuditTrail } from '../audit/audit-trail';
import type { FederatedCredential, FederatedCredentialLookup } from '../auth/federated-credential';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { isId } from '../domain/ids';
import type { Caller, Principal } from '../domain/principal';
import { atMost } from '../operations/at-most';
import type { FederatedIdentity } from './federated-identity';
import type { FederatedIdentityStore } from './federated-identity-store';
import type { IssuerKeys } from './issuer-keys';
import {
  claimedIssuer,
  CLOCK_TOLERANCE_SECONDS,
  distrustOf,
  verifiedClaims,
  type Distrust,
} from './subject-token';
import { isTokenId, type TokenClaims } from './token-claims';

export interface PresentedSubjectToken {
  readonly serviceAccountId: string;
  readonly token: string;
  callerOf(principal: Principal): Caller;
}

/** A token of an outside issuer that some federated identity of the account trusts. */
export interface TrustedSubjectToken {
  readonly credential: FederatedCredential;
  /** Records the use of it; distrusted where it works once only and was used before. */
  redeem(): Promise<DistrustedSubjectToken | undefined>;
}

/** Not trusted, whatever the reason. */
export interface DistrustedSubjectToken {
  readonly credential: null;
  /** Lets the team's trail say why a token that the issuer did sign is refused: nothing else does. */
  recordReason(): Promise<void>;
}

export interface SubjectTokens {
  examine(presented: PresentedSubjectToken): Promise<TrustedSubjectToken | DistrustedSubjectToken>;
}

/** Marks a token as used, by its hash; false where it was, by any replica. */
export interface UsedTokens {
  useAssertion(hash: string, expiresAt: Date): Promise<boolean>;
}

const UNKNOWN: DistrustedSubjectToken = { credential: null, recordReason: async () => {} };
const ACTION = 'federated_identity.exchanged';

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

  // Anybody may name an account. However many do, looking up whom it trusts takes two connections.
  const twoAtATime = atMost(2);

  const distrusted = (
    identity: FederatedIdentity,
    reason: Distrust | 'token_replayed',
    callerOf: PresentedSubjectToken['callerOf'],
  ): DistrustedSubjectToken => ({
    credential: null,
    async recordReason() {
      const credential = await credentials.byIdentityId(identity.id);
      if (credential === undefined) return;
      await audit.recordRefusal(callerOf(credential.principal), ACTION, reason);
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
      const issuer = claimedIssuer(token);
      const isAskable = issuer !== undefined && isId(serviceAccountId);
      const candidates = isAskable
        ? await twoAtATime(() => store.trusting(serviceAccountId, issuer))
        : [];
      const [first] = candidates;
      if (issuer === undefined || first === undefined) return UNKNOWN;

      const payload = await verifiedClaims(token, issuer, { keys, clock });
      if (payload === undefined) return UNKNOWN;
      const identity = candidates.find((candidate) => distrustOf(candidate, payload) === undefined);
      if (identity === undefined) {
        const reason = distrustOf(first, payload);
        return reason === undefined ? UNKNOWN : distrusted(first, reason, callerOf);
      }
      const credential = await credentials.byIdentityId(identity.id);
      if (credential?.standing !== 'good') return UNKNOWN;
      return {
        credential,
        async redeem() {
          const redeemed = await redeem(identity, payload, callerOf(credential.principal));
          return redeemed ? undefined : distrusted(identity, 'token_replayed', callerOf);
        },
      };
    },
  };
}
