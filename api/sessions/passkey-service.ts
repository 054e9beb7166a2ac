import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import type { RequestOrigin } from '../http/endpoint';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle } from '../rate-limit/throttle';
import { auditOfSession } from './audit-of-session';
import type { ChallengePurpose, KeptChallenges } from './kept-challenges';
import type { LiveSession } from './live-sessions';
import { passkeySnapshot, type Passkey } from './passkey';
import type { PasskeyStore } from './passkey-store';
import type { OpenedSession, SessionOpener, SignInOrigin } from './session-opener';
import type { SessionStore } from './session-store';
import type { WebAuthn } from './webauthn';

/** Wrong answers that a network may send. Right ones are never counted. */
export const WRONG_PASSKEYS = { name: 'wrong-passkeys', attempts: 60, windowSeconds: 60 };

/** Options for the browser, and the challenge in them for the cookie. */
export interface Asked {
  readonly options: object;
  readonly sealed: string;
}

/** An answer of a browser, with the sealed challenge of its cookie. */
export interface Answered {
  readonly response: object & { readonly id: string };
  readonly sealed: string | undefined;
}

export interface PasskeyService {
  askForSignIn(): Promise<Asked>;
  /** @throws Failure `unauthenticated`, the same for every wrong answer; `rate_limited` */
  signIn(answered: Answered, origin: SignInOrigin): Promise<OpenedSession>;
  /** @throws Failure `insufficient_permissions` for the operator */
  askForRegistration(live: LiveSession): Promise<Asked>;
  /** @throws Failure `unauthenticated` if the answer is wrong */
  register(
    live: LiveSession,
    registration: Answered & { readonly name: string },
    origin: RequestOrigin,
  ): Promise<Passkey>;
  list(live: LiveSession): Promise<readonly Passkey[]>;
  /**
   * Also ends the sessions that began with it, because a stolen device would remain signed in.
   * @throws Failure `not_found`
   */
  delete(live: LiveSession, id: string, origin: RequestOrigin): Promise<void>;
}

export function createPasskeyService(dependencies: {
  readonly store: PasskeyStore;
  readonly sessions: Pick<SessionStore, 'endOfPasskey'>;
  readonly webAuthn: WebAuthn;
  readonly challenges: KeptChallenges;
  readonly opener: Pick<SessionOpener, 'open'>;
  readonly throttle: NetworkThrottle;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
}): PasskeyService {
  const { store, sessions, webAuthn, challenges, opener } = dependencies;
  const { throttle, unitOfWork, clock, ids, audit } = dependencies;

  async function wrong(ip: string): Promise<Failure> {
    const state = await throttle.count(ip);
    return state.allowed
      ? wrongPasskey()
      : new RateLimited(state, 'Too many wrong passkeys came from this network.');
  }

  return {
    async askForSignIn() {
      const options = await webAuthn.signInOptions();
      return { options, sealed: challenges.keep(options.challenge, 'sign-in') };
    },

    async signIn({ response, sealed }, origin) {
      const challenge = await challenges.take(sealed, 'sign-in');
      const passkey = await store.findByCredentialId(response.id);
      const verified = passkey && (await webAuthn.verifySignIn(response, challenge, passkey));
      if (passkey === undefined || verified === undefined) throw await wrong(origin.ip);
      return unitOfWork.run(async () => {
        if (!(await store.used(passkey.id, clock.now(), verified.counter))) throw wrongPasskey();
        const { subject, keyId } = passkey;
        const key = keyId === null ? null : { id: keyId, secretVersion: null };
        const began = { method: 'passkey', subject, key, passkeyId: passkey.id } as const;
        const opened = await opener.open(began, origin);
        if (opened === undefined) throw wrongPasskey();
        return opened;
      });
    },

    async askForRegistration(live) {
      const { subject } = live.session;
      const [member] = live.members;
      if (member === undefined) throw membersOnly();
      const user = { id: subject.id, email: member.email, name: member.name };
      const options = await webAuthn.registrationOptions(user, await store.listOf(subject.id));
      return { options, sealed: challenges.keep(options.challenge, registrationIn(live)) };
    },

    async register(live, { name, response, sealed }, origin) {
      if (live.members.length === 0) throw membersOnly();
      const challenge = await challenges.take(sealed, registrationIn(live));
      const verified = await webAuthn.verifyRegistration(response, challenge);
      if (verified === undefined) throw wrongPasskey();
      const passkey: Passkey = {
        ...verified,
        id: ids.next('passkey'),
        name,
        subject: live.session.subject,
        keyId: live.session.key?.id ?? null,
        createdAt: clock.now(),
        lastUsedAt: null,
      };
      await unitOfWork.run(async () => {
        if (!(await store.insert(passkey))) throw wrongPasskey();
        await auditOfSession(audit, live, origin, {
          action: 'passkey.created',
          target: { kind: 'passkey', id: passkey.id },
          after: passkeySnapshot(passkey),
        });
      });
      return passkey;
    },

    list: ({ session }) => store.listOf(session.subject.id),

    delete: (live, id, origin) =>
      unitOfWork.run(async () => {
        const passkey = await store.find(id);
        if (passkey?.subject.id !== live.session.subject.id) throw notFound('passkey');
        await store.delete(id);
        await sessions.endOfPasskey(id, clock.now());
        await auditOfSession(audit, live, origin, {
          action: 'passkey.deleted',
          target: { kind: 'passkey', id },
          before: passkeySnapshot(passkey),
        });
      }),
  };
}

function registrationIn({ session }: LiveSession): ChallengePurpose {
  return `registration/${session.id}`;
}

/** The same for unknown passkeys, wrong signatures and other sites, so a guesser learns nothing. */
function wrongPasskey(): Failure {
  return new Failure(
    'unauthenticated',
    'This passkey is unknown or could not be verified. Sign in another way, and register it again.',
  );
}

function membersOnly(): Failure {
  return new Failure(
    'insufficient_permissions',
    'Only members of a team register passkeys. The operator signs in with an application key.',
  );
}
