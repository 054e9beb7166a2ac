import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { RequestOrigin } from '../http/endpoint';
import { atMost } from '../lib/at-most';
import type { BackgroundWork } from '../lib/background-work';
import type { Member } from '../members/member';
import type { MemberClaims } from '../members/member-claims';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle, Throttle } from '../rate-limit/throttle';
import type { ProvedSignIn } from './proved-sign-in';
import type { OpenedSession, SignInOrigin } from './session-opener';
import { drawLinkToken, LINK_MINUTES, linkTokenHash, type SignInLink } from './sign-in-link';
import type { SignInLinkStore } from './sign-in-link-store';

/** Sends a sign-in link to a member. Joins the unit of work. */
export interface SignInPost {
  send(member: Member, token: string): Promise<void>;
}

/** Links that a network may ask for. Every request counts, because each one may send a mail. */
export const ASKED_LINKS = { name: 'sign-in-links', attempts: 30, windowSeconds: 600 };
/**
 * Links that an address gets. Further requests are answered as usual. They send nothing while the last link is
 * valid for some more minutes. Anybody can ask for the links of an address, so a limit alone would let a stranger
 * keep somebody out. This way, the person always has a valid link in their mail, or gets one.
 */
export const LINKS_OF_AN_ADDRESS = { name: 'links-of-address', attempts: 5, windowSeconds: 3600 };
/** A link that is valid for less time than this does not keep the next one from being sent. */
const USABLE_MINUTES = 5;
/** Unknown links that a network may present. Valid ones are never counted. */
export const UNKNOWN_LINKS = { name: 'unknown-links', attempts: 60, windowSeconds: 60 };

export interface EmailSignIn {
  /**
   * The work begins after the answer, so not even the time that the answer takes says anything
   * about the address.
   * @throws Failure `rate_limited`
   */
  ask(asked: Pick<SignInLink, 'email' | 'returnTo'>, origin: RequestOrigin): Promise<void>;
  /** @throws Failure `sign_in_link_invalid`, `rate_limited` */
  redeem(
    token: string,
    origin: SignInOrigin,
  ): Promise<{ readonly opened: OpenedSession; readonly returnTo: string | null }>;
}

export function createEmailSignIn(dependencies: {
  readonly store: SignInLinkStore;
  readonly claims: Pick<MemberClaims, 'reachable'>;
  readonly post: SignInPost;
  /** Sends what waits in the outbox. */
  readonly sendMail: () => Promise<void>;
  readonly signIn: ProvedSignIn;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly background: BackgroundWork;
  readonly askedLinks: NetworkThrottle;
  readonly linksOfAddress: Throttle;
  readonly unknownLinks: NetworkThrottle;
}): EmailSignIn {
  const { store, claims, post, sendMail, signIn, unitOfWork, clock, background } = dependencies;
  const { askedLinks, linksOfAddress, unknownLinks } = dependencies;
  const findOneAtATime = atMost(1);
  const postOneAtATime = atMost(1);

  /**
   * Unknown addresses get no mail. Otherwise this endpoint could send mail to strangers.
   * @returns whether a mail waits
   */
  const postLink = (email: string, returnTo: string | null): Promise<boolean> =>
    unitOfWork.run(async () => {
      const [recipient] = await claims.reachable(email);
      if (recipient === undefined) return false;
      const { allowed } = await linksOfAddress.count(email);
      if (!allowed && isUsable(await store.findOf(email), clock.now())) return false;
      const token = drawLinkToken();
      const expiresAt = new Date(clock.now().getTime() + LINK_MINUTES * 60_000);
      await store.put({ email, returnTo, expiresAt }, linkTokenHash(token));
      await post.send(recipient, token);
      return true;
    });

  return {
    async ask({ email, returnTo }, { ip }) {
      const state = await askedLinks.count(ip);
      if (!state.allowed) {
        throw new RateLimited(state, 'Too many sign-in links were asked for from this network.');
      }
      background.begin(async () => {
        const isWaiting = await postOneAtATime(() => postLink(email.toLowerCase(), returnTo));
        if (isWaiting) await sendMail();
      });
    },

    async redeem(token, origin) {
      const tokenHash = linkTokenHash(token);
      const known = await findOneAtATime(() => store.find(tokenHash));
      if (known === undefined || known.expiresAt <= clock.now()) {
        const state = await unknownLinks.count(origin.ip);
        if (!state.allowed) {
          throw new RateLimited(state, 'Too many unknown sign-in links came from this network.');
        }
        throw linkInvalid();
      }
      return unitOfWork.run(async () => {
        const link = await store.take(tokenHash);
        if (link === undefined) throw linkInvalid();
        const opened = await signIn({ email: link.email, method: 'email_link' }, origin);
        return { opened, returnTo: link.returnTo };
      });
    },
  };
}

/** Whether the person has time to open the mail that has the link. */
function isUsable(link: SignInLink | undefined, now: Date): boolean {
  return link !== undefined && link.expiresAt.getTime() - now.getTime() > USABLE_MINUTES * 60_000;
}

/** The same for used, expired and unknown links, so a guesser learns nothing. */
function linkInvalid(): Failure {
  return new Failure(
    'sign_in_link_invalid',
    'This sign-in link has been used, has expired, or was replaced by a newer one. Ask for another link.',
  );
}
