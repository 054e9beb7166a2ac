import { LRUCache } from 'lru-cache';
import type { AuditTrail } from '../audit/audit-trail';
import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import type { BadCredential, Credential } from '../keys/credential';

/** From where a request comes. */
export type RequestOrigin = Pick<Caller, 'requestId' | 'ip'>;

/**
 * Tells the trail that somebody presented the right secret, or an access token, of a key that does not
 * work: the key may have leaked, or its user has missed that it ended.
 */
export interface RefusedUses {
  /**
   * Waits for no database, and never throws. Of each key and reason one event an hour is recorded, so
   * repeated attempts cannot fill the trail.
   * @param verifiedBy the ID of the service that asked; null if Keyplane itself refused
   */
  note(
    credential: Pick<Credential, 'key' | 'principal'>,
    code: BadCredential,
    origin: RequestOrigin,
    verifiedBy: string | null,
  ): void;
  /** Resolves once all that was noted is recorded. */
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
  const notedAt = new LRUCache<string, number>({ max: REMEMBERED });

  return {
    note({ key, principal }, code, { requestId, ip }, verifiedBy) {
      const now = clock.now().getTime();
      const about = `${key.id} ${code}`;
      const before = notedAt.get(about);
      if (before !== undefined && now - before < EVERY_MILLIS) return;
      notedAt.set(about, now);
      const caller: Caller = { principal, requestId, ip, stack: null, run: null };
      const use = {
        action: `${key.family}.refused`,
        outcome: code,
        target: { kind: key.family, id: key.id, teamId: key.teamId },
        after: { verified_by: verifiedBy },
      };
      recorded = recorded.then(() => audit.recordRefusedUse(caller, use));
    },
    close: () => recorded,
  };
}
