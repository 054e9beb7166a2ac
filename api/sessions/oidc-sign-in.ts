import type { Clock } from '../domain/clock';
import type { DomainJoining } from '../members/domain-joining';
import type { MemberClaims } from '../members/member-claims';
import { isEmail } from '../members/member-schemas';
import type { Sealer } from '../sealing/sealer';
import type { OidcAttempt, OidcClient, OidcSettings } from './openid-client';
import type { ProvedSignIn } from './proved-sign-in';
import type { OpenedSession, SignInOrigin } from './session-opener';
import { UnknownTeamError } from './unknown-team-error';

/** The page shows a sentence for each. */
export type OidcError =
  | 'access_denied'
  | 'attempt_expired'
  | 'provider_failed'
  | 'email_unverified'
  | 'email_domain_not_allowed'
  | 'not_a_member';

export type OidcOutcome =
  { readonly opened: OpenedSession; readonly returnTo: string } | { readonly error: OidcError };

export interface OidcSignIn {
  /** @returns where the browser signs in, and what it must bring back */
  begin(returnTo: string): Promise<{ readonly url: URL; readonly sealed: string } | undefined>;
  /** @param sealed what `begin` returned; absent if the browser has lost it */
  finish(callback: URL, sealed: string | undefined, origin: SignInOrigin): Promise<OidcOutcome>;
  /** Where people sign out of the identity provider; `undefined` if they cannot do that now. */
  signOutUrl(): Promise<URL | undefined>;
}

interface KeptAttempt extends OidcAttempt {
  readonly returnTo: string;
  readonly expiresAt: number;
}

export const OIDC_CALLBACK = '/session/oidc/callback';
export const OIDC_SIGN_OUT = '/session/oidc/sign-out';
export const ATTEMPT_MINUTES = 10;
/** Where an attempt is sealed for. It can be opened nowhere else. */
const PLACE = 'sessions/oidc-attempt';

export function createOidcSignIn(dependencies: {
  readonly client: OidcClient;
  readonly isAccessDenied: (error: unknown) => boolean;
  readonly settings: Pick<OidcSettings, 'emailDomains' | 'joins'>;
  /** The page to which the identity provider leads after a sign-out. */
  readonly signedOutPage: string;
  readonly signIn: ProvedSignIn;
  readonly claims: Pick<MemberClaims, 'reachable'>;
  readonly joining: Pick<DomainJoining, 'isOpenTo' | 'isTeam'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): OidcSignIn {
  const { client, isAccessDenied, settings, signedOutPage } = dependencies;
  const { signIn, claims, joining, sealer, clock, onError } = dependencies;

  /** `undefined` if it was altered, has expired, or comes from another installation. */
  function attemptIn(sealed: string | undefined): KeptAttempt | undefined {
    if (sealed === undefined) return undefined;
    try {
      const kept = JSON.parse(sealer.open(sealed, PLACE)) as KeptAttempt;
      return kept.expiresAt > clock.now().getTime() ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  const isMember = async (email: string) => (await claims.reachable(email)).length > 0;

  /** The team that people of this domain join, if this person may. */
  async function teamToJoin(email: string): Promise<string | undefined> {
    const teamId = settings.joins.find(({ domain }) => isAllowed(email, [domain]))?.teamId;
    if (teamId === undefined) return undefined;
    if (await joining.isOpenTo(teamId, email)) return teamId;
    // The person cannot do anything about it, so only the log says it.
    if (!(await joining.isTeam(teamId))) onError(new UnknownTeamError(teamId));
    return undefined;
  }

  return {
    async begin(returnTo) {
      const attempt = client.drawAttempt();
      const expiresAt = clock.now().getTime() + ATTEMPT_MINUTES * 60_000;
      const kept: KeptAttempt = { ...attempt, returnTo, expiresAt };
      try {
        const url = await client.authorizationUrl(attempt);
        return { url, sealed: sealer.seal(JSON.stringify(kept), PLACE) };
      } catch (error) {
        onError(error);
        return undefined;
      }
    },

    async finish(callback, sealed, origin) {
      const attempt = attemptIn(sealed);
      if (attempt === undefined) return { error: 'attempt_expired' };
      try {
        const { email, emailVerified } = await client.identityOf(callback, attempt);
        if (email === undefined || !emailVerified) return { error: 'email_unverified' };
        if (!isEmail(email)) return { error: 'not_a_member' };
        if (!isAllowed(email, settings.emailDomains)) return { error: 'email_domain_not_allowed' };
        const wasMember = await isMember(email);
        const joins = wasMember ? undefined : await teamToJoin(email);
        // The person may have joined meanwhile, by a second sign-in at the same time.
        const isLetIn = wasMember || joins !== undefined || (await isMember(email));
        if (!isLetIn) return { error: 'not_a_member' };
        const opened = await signIn({ email, method: 'oidc', joins }, origin);
        return { opened, returnTo: attempt.returnTo };
      } catch (error) {
        if (isAccessDenied(error)) return { error: 'access_denied' };
        onError(error);
        return { error: 'provider_failed' };
      }
    },

    async signOutUrl() {
      try {
        return await client.endSessionUrl(signedOutPage);
      } catch (error) {
        onError(error);
        return undefined;
      }
    },
  };
}

export function isAllowed(email: string, domains: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return domains.length === 0 || domains.some((allowed) => allowed.toLowerCase() === domain);
}
