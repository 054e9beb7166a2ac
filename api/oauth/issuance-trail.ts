import type { AuditTrail, LateChange } from '../domain/audit-trail';
import type { RequestOrigin } from '../http/endpoint';
import type { Clock } from '../domain/clock';
import type { Credential } from '../credentials/credential';
import { coalesced } from '../lib/coalesced';
import { createRecentlyUsed } from '../lib/recently-used';

/** What the trail says about an access token. */
export interface Issuance {
  readonly jti: string;
  readonly audience: string;
  readonly scope: readonly string[] | null;
  readonly expiresInSeconds: number;
}

/**
 * Records which access tokens were issued, within a second and independently of the answers, because a
 * write for each would cost more than the token. For each key and minute, some are recorded one by one and
 * the others as a number, so that no client fills the trail.
 */
export interface IssuanceTrail {
  /** Waits for no database, and never throws. */
  note(credential: Credential, issuance: Issuance, origin: RequestOrigin): void;
  /** Writes what was noted and ends. */
  close(): Promise<void>;
}

/** A client that uses its token until it ends needs one every ten minutes. */
export const RECORDED_PER_MINUTE = 10;

const MINUTE_MILLIS = 60_000;
const WRITTEN_AFTER_MILLIS = 1000;
const KEYS_COUNTED = 10_000;
/** This many wait while the database cannot be written. Later ones are given up, and that is reported. */
const MOST_WAITING = 50_000;

interface Minute {
  readonly startedAt: number;
  issued: number;
  /** The first token that was not recorded one by one, and the number of such tokens. */
  unrecorded: { readonly change: LateChange; more: number } | undefined;
}

export function createIssuanceTrail(dependencies: {
  audit: Pick<AuditTrail, 'recordLate'>;
  clock: Clock;
  onError: (error: unknown) => void;
}): IssuanceTrail {
  const { audit, clock, onError } = dependencies;
  let waiting: LateChange[] = [];
  let timer: NodeJS.Timeout | undefined;
  const minutes = createRecentlyUsed<Minute>(KEYS_COUNTED, {
    dispose: (minute) => {
      if (minute.unrecorded !== undefined) wait(summaryOf(minute.unrecorded));
    },
  });

  function wait(change: LateChange): void {
    if (waiting.length < MOST_WAITING) waiting.push(change);
    else onError(new Error('An issued access token could not be recorded in the audit trail.'));
    schedule();
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void write();
    }, WRITTEN_AFTER_MILLIS).unref();
  }

  function endMinutes(before: number): void {
    for (const [key, minute] of minutes.entries()) {
      if (minute.startedAt <= before) minutes.delete(key);
      else if (minute.unrecorded !== undefined) schedule();
    }
  }

  const write = coalesced(async () => {
    endMinutes(clock.now().getTime() - MINUTE_MILLIS);
    const changes = waiting;
    waiting = [];
    if (changes.length === 0) return;
    try {
      await audit.recordLate(changes);
    } catch (error) {
      onError(error);
      waiting = [...changes, ...waiting].slice(0, MOST_WAITING);
      schedule();
    }
  });

  function minuteOf(keyId: string, now: number): Minute {
    const known = minutes.get(keyId);
    if (known !== undefined && now - known.startedAt < MINUTE_MILLIS) return known;
    const minute: Minute = { startedAt: now, issued: 0, unrecorded: undefined };
    // What the last minute has not recorded is written when it ends.
    minutes.set(keyId, minute);
    return minute;
  }

  return {
    note(credential, issuance, origin) {
      const at = clock.now();
      const minute = minuteOf(credential.key.id, at.getTime());
      minute.issued += 1;
      if (minute.issued <= RECORDED_PER_MINUTE) {
        wait(changeOf(credential, issuance, origin, at));
      } else if (minute.unrecorded === undefined) {
        minute.unrecorded = { change: changeOf(credential, issuance, origin, at), more: 1 };
        schedule();
      } else {
        minute.unrecorded.more += 1;
      }
    },

    async close() {
      clearTimeout(timer);
      minutes.clear();
      await write();
      clearTimeout(timer);
    },
  };
}

function changeOf(
  { key, secret, principal }: Credential,
  { jti, audience, scope, expiresInSeconds }: Issuance,
  { requestId, ip }: RequestOrigin,
  at: Date,
): LateChange {
  return {
    caller: { principal, requestId, ip, stack: null, run: null },
    at,
    change: {
      action: 'access_token.issued',
      target: { kind: 'access_token', id: jti, teamId: key.teamId },
      after: {
        key_id: key.id,
        secret_version: secret?.version ?? null,
        audience,
        scope: scope === null ? null : scope.join(' '),
        expires_in: expiresInSeconds,
      },
    },
  };
}

/** The event describes only the first token. The others belong to the same key and minute. */
function summaryOf({ change, more }: NonNullable<Minute['unrecorded']>): LateChange {
  const { after } = change.change;
  return { ...change, change: { ...change.change, after: { ...after, tokens: more } } };
}
