import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import { maskSecrets } from '../domain/mask-secrets';
import type { Caller } from '../domain/principal';
import { auditOfSession } from './audit-of-session';
import type { LiveSession, LiveSessions } from './live-sessions';
import {
  drawSessionToken,
  idleExpiry,
  sessionSnapshot,
  sessionTokenHash,
  type Session,
  type SessionLimits,
} from './session';
import type { SessionStore } from './session-store';

/** The address and the browser of a sign-in. */
export interface SignInOrigin extends Pick<Caller, 'requestId' | 'ip'> {
  readonly userAgent: string | undefined;
  /** The sessions that the browser had before: at most one, unless it has two cookies. They end. */
  readonly previous: readonly LiveSession[];
}

export interface OpenedSession {
  /** For the cookie, and nowhere else. */
  readonly token: string;
  readonly live: LiveSession;
}

export type NewSession = Pick<Session, 'method' | 'subject' | 'key'> &
  Partial<Pick<Session, 'passkeyId'>>;

export interface SessionOpener {
  /**
   * Each sign-in draws another token, so a token that somebody placed in the browser before is worthless.
   * Joins the unit of work.
   * @param prepare what decides whom the session reaches
   * @returns `undefined` if the session would reach nobody
   */
  open(
    wanted: NewSession,
    origin: SignInOrigin,
    prepare?: (session: Session) => Promise<void>,
  ): Promise<OpenedSession | undefined>;
  /** Ends the session, in the name of everybody whom it acts as. */
  end(live: LiveSession, origin: Pick<Caller, 'requestId' | 'ip'>): Promise<void>;
}

const MOST_USER_AGENT_LENGTH = 300;

export function createSessionOpener(dependencies: {
  readonly store: Pick<SessionStore, 'insert' | 'end'>;
  readonly live: Pick<LiveSessions, 'of'>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly limits: SessionLimits;
}): SessionOpener {
  const { store, live, unitOfWork, clock, ids, audit, limits } = dependencies;

  function sessionOf(wanted: NewSession, { ip, userAgent }: SignInOrigin): Session {
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + limits.lifetimeSeconds * 1000);
    return {
      passkeyId: null,
      ...wanted,
      id: ids.next('session'),
      createdAt: now,
      lastSeenAt: now,
      idleExpiresAt: idleExpiry(now, expiresAt, limits),
      expiresAt,
      endedAt: null,
      ip,
      userAgent: userAgent === undefined ? null : shortened(userAgent),
    };
  }

  const end: SessionOpener['end'] = (ended, origin) =>
    unitOfWork.run(async () => {
      await store.end(ended.session.id, clock.now());
      await auditOfSession(audit, ended, origin, {
        action: 'session.ended',
        target: { kind: 'session', id: ended.session.id },
        before: sessionSnapshot(ended.session),
      });
    });

  return {
    open: (wanted, origin, prepare) =>
      unitOfWork.run(async () => {
        const session = sessionOf(wanted, origin);
        await prepare?.(session);
        const opened = await live.of(session);
        if (opened === undefined) return undefined;
        for (const each of origin.previous) await end(each, origin);
        const token = drawSessionToken();
        await store.insert(session, sessionTokenHash(token));
        await auditOfSession(audit, opened, origin, {
          action: 'session.created',
          target: { kind: 'session', id: session.id },
          after: sessionSnapshot(session),
        });
        return { token, live: opened };
      }),
    end,
  };
}

function shortened(userAgent: string): string {
  return maskSecrets(userAgent).slice(0, MOST_USER_AGENT_LENGTH);
}
