import type { Credential } from '../credentials/credential';
import { Failure } from '../domain/failure';
import { Secret } from '../domain/secret';
import type { RequestOrigin } from '../http/endpoint';
import type { SessionSubject } from './session';
import type { OpenedSession, SessionOpener, SignInOrigin } from './session-opener';

/** Judges the secret of a key, and counts unknown ones. */
export interface KeyAuthentication {
  authenticateSecret(
    secret: Secret,
    clientId: string,
    origin: RequestOrigin,
    because: () => Failure,
  ): Promise<Credential>;
  refuseUnknown(ip: string, because: () => Failure): Promise<Failure>;
}

export type KeySignIn = (
  given: { readonly clientId: string; readonly clientSecret: string },
  origin: SignInOrigin,
) => Promise<OpenedSession>;

/**
 * Signs in with the client ID and secret of an application key. The session reaches the owner of the key
 * alone, whatever address the owner has, because nobody has proved that address.
 */
export function createKeySignIn(dependencies: {
  readonly keys: KeyAuthentication;
  readonly opener: Pick<SessionOpener, 'open'>;
}): KeySignIn {
  const { keys, opener } = dependencies;
  return async ({ clientId, clientSecret }, origin) => {
    const secret = Secret.parse(clientSecret);
    if (secret === undefined) throw await keys.refuseUnknown(origin.ip, wrongKey);
    const credential = await keys.authenticateSecret(secret, clientId, origin, wrongKey);
    const key = { id: credential.key.id, secretVersion: credential.secret?.version ?? null };
    const subject = subjectOf(credential);
    const opened = await opener.open({ method: 'application_key', subject, key }, origin);
    if (opened === undefined) throw wrongKey();
    return opened;
  };
}

/** @throws Failure `insufficient_permissions` if the key belongs to no person */
function subjectOf({ key, owner }: Credential): SessionSubject {
  if (key.family === 'application_key') {
    if (owner.kind === 'operator') return { kind: 'operator', id: owner.id };
    if (owner.kind === 'member' && key.teamId !== null) {
      return { kind: 'member', id: owner.id, teamId: key.teamId };
    }
  }
  throw new Failure(
    'insufficient_permissions',
    'Only members and the operator can sign in. This key belongs to a program. Sign in with an ' +
      'application key.',
  );
}

/** The same for an unknown client ID and a wrong secret. */
function wrongKey(): Failure {
  return new Failure(
    'unauthenticated',
    'The client ID or the secret is wrong. Copy both from the application key, without spaces.',
  );
}
