import type { IncomingHttpHeaders } from 'node:http';
import type { ChangeFeed } from '../database/change-feed';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { SessionAuthentication } from '../http/authentication';
import type { BackgroundWork } from '../lib/background-work';
import { isSafe, requireSameOrigin } from '../http/same-origin';
import type { LiveSession, LiveSessions } from './live-sessions';
import { idleExpiry, isSeenLongAgo, type SessionLimits } from './session';
import { cookieValues, type SessionCookie } from './session-cookie';
import { principalOf, TEAM_HEADER } from './session-principal';
import type { SessionStore } from './session-store';

/** Finds the session of a request by its cookie. */
export interface PresentedSessions {
  /**
   * @returns `undefined` if the request has no cookie, or the session has ended
   * @throws Failure `unauthenticated` if there are two cookies
   */
  find(headers: IncomingHttpHeaders): Promise<LiveSession | undefined>;
  /** Every session that the cookies name. Of two cookies, none counts, but a sign-out ends both. */
  all(headers: IncomingHttpHeaders): Promise<readonly LiveSession[]>;
  /** @throws Failure `unauthenticated` if there is no session */
  require(headers: IncomingHttpHeaders): Promise<LiveSession>;
}

/** Each is a query, and anybody may send cookies. Browsers have one, or one of each host and path. */
const MOST_COOKIES = 4;

export type SessionAuthenticator = SessionAuthentication & PresentedSessions;

export function createSessionAuthentication(dependencies: {
  readonly live: LiveSessions;
  readonly store: Pick<SessionStore, 'see'>;
  readonly cookie: SessionCookie;
  readonly origin: string;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  /** The key of a session may be read from memory. */
  readonly feed: Pick<ChangeFeed, 'catchUp'>;
  readonly background: BackgroundWork;
}): SessionAuthenticator {
  const { live, store, cookie, origin, limits, clock, feed, background } = dependencies;
  const beingWritten = new Set<string>();

  function tokenOf({ cookie: header }: IncomingHttpHeaders): string | undefined {
    const [token, ...others] = cookieValues(header, cookie.name);
    if (others.length === 0) return token;
    throw new Failure(
      'unauthenticated',
      `The request has ${others.length + 1} cookies named ${cookie.name}, so it is not clear which one ` +
        'counts. Delete the cookies of this host in your browser, and sign in again.',
    );
  }

  /** Does not wait for the database. A use that is not written only lets the session end earlier. */
  function noteUse({ session }: LiveSession): void {
    const now = clock.now();
    if (!isSeenLongAgo(session, now) || beingWritten.has(session.id)) return;
    beingWritten.add(session.id);
    background.begin(() =>
      store
        .see(session.id, now, idleExpiry(now, session.expiresAt, limits))
        .finally(() => beingWritten.delete(session.id)),
    );
  }

  async function find(headers: IncomingHttpHeaders): Promise<LiveSession | undefined> {
    const token = tokenOf(headers);
    return token === undefined ? undefined : live.byToken(token);
  }

  async function all(headers: IncomingHttpHeaders): Promise<readonly LiveSession[]> {
    const tokens = new Set(cookieValues(headers.cookie, cookie.name).slice(0, MOST_COOKIES));
    const found: LiveSession[] = [];
    for (const token of tokens) {
      const session = await live.byToken(token);
      if (session !== undefined) found.push(session);
    }
    return found;
  }

  async function require(headers: IncomingHttpHeaders): Promise<LiveSession> {
    const found = await find(headers);
    if (found === undefined) throw signedOut();
    return found;
  }

  return {
    find,
    all,
    require,
    async authenticate({ method, headers, again }) {
      if (tokenOf(headers) === undefined) return undefined;
      if (!isSafe(method)) requireSameOrigin(headers, origin);
      // The request may have waited for the very unit of work that ended its access.
      if (again) await feed.catchUp();
      const found = await require(headers);
      const team = headers[TEAM_HEADER];
      const principal = principalOf(found, Array.isArray(team) ? team.join() : team);
      if (again === undefined) noteUse(found);
      return principal;
    },
  };
}

export function signedOut(): Failure {
  return new Failure(
    'unauthenticated',
    'You are not signed in, or your session has ended. Sign in.',
  );
}
