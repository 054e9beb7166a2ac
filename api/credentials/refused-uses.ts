import { AsyncResource } from 'node:async_hooks';
import type { AuditTrail, RefusedUse } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import type { KeyFamily } from '../domain/secret';
import type { RequestOrigin } from '../http/endpoint';
import { createRecentlyUsed } from '../lib/recently-used';
import type { BadCredential, Credential } from './credential';
import type { BadFederation } from './federated-credential';

/** What was presented: a key, or the federated identity that an access token was exchanged for. */
export interface Refused extends Pick<Credential, 'principal'> {
  readonly key: {
    readonly id: string;
    readonly family: KeyFamily | 'federated_identity';
    readonly teamId: string | null;
  };
}

export type RefusedBecause =
  | BadCredential
  | BadFederation
  | 'trust_changed'
  | 'token_revoked'
  /** A token of a service key, which manages nothing. */
  | 'insufficient_permissions';

/**
 * Records in the trail that somebody presented the right secret, or an access token, of a key that is not
 * valid, or not valid for this. The key may have leaked, or its user may not have noticed that it ended.
 */
export interface RefusedUses {
  /**
   * Does not wait for the database, and never throws. For each key and reason, one event an hour is
   * recorded, so repeated attempts cannot fill the trail.
   * @param verifiedBy the ID of the service that asked; null if Keyplane itself refused
   */
  note(
    refused: Refused,
    because: RefusedBecause,
    origin: RequestOrigin,
    verifiedBy: string | null,
  ): void;
  /** Resolves once everything that was noted is recorded. */
  close(): Promise<void>;
}

const EVERY_MILLIS = 3_600_000;
const REMEMBERED = 10_000;

export function createRefusedUses(dependencies: {
  audit: Pick<AuditTrail, 'recordRefusedUse'>;
  clock: Clock;
}): RefusedUses {
  const { audit, clock } = dependencies;
  let recorded = Promise.resolve();
  const notedAt = createRecentlyUsed<number>(REMEMBERED);
  // Outside of the request's unit of work, which is rolled back if its caller is refused.
  const record = AsyncResource.bind((caller: Caller, use: RefusedUse) =>
    audit.recordRefusedUse(caller, use),
  );

  return {
    note({ key, principal }, because, { requestId, ip }, verifiedBy) {
      const now = clock.now().getTime();
      const about = `${key.id} ${because}`;
      const before = notedAt.get(about);
      if (before !== undefined && now - before < EVERY_MILLIS) return;
      notedAt.set(about, now);
      const caller: Caller = { principal, requestId, ip, stack: null, run: null };
      const use = {
        action: `${key.family}.refused`,
        outcome: because,
        target: { kind: key.family, id: key.id, teamId: key.teamId },
        after: { verified_by: verifiedBy },
      };
      recorded = recorded.then(() => record(caller, use));
    },
    close: () => recorded,
  };
}
