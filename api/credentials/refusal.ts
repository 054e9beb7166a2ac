import { Failure } from '../domain/failure';
import { shownTime } from '../domain/shown-time';
import type { HeaderFlaw } from '../http/authorization-header';
import { keyLabel, type KeyFacts, type SecretFacts } from '../keys/key';
import type { BadCredential, Credential } from './credential';
import type { BadFederation, FederatedCredential } from './federated-credential';

const WHAT_TO_SEND =
  'Send an Authorization header with a client ID and secret (Basic), or with a secret or an access token ' +
  '(Bearer).';

export function missingCredentials(): Failure {
  return new Failure('unauthenticated', `The request has no credentials. ${WHAT_TO_SEND}`);
}

export function severalCredentials(count: number): Failure {
  return new Failure(
    'unauthenticated',
    `The request has ${count} Authorization headers, so it is not clear which one counts. ` +
      'Send one.',
  );
}

/** What is wrong with the header. It never quotes the header, which may contain a secret. */
export function unreadableCredentials(flaw: HeaderFlaw | undefined): Failure {
  if (flaw === undefined) return unauthenticated();
  const message =
    flaw === 'unknown_scheme'
      ? 'The scheme of the Authorization header is neither Basic nor Bearer.'
      : 'The Authorization header is malformed. After its scheme it needs one value: for Basic, the ' +
        'Base64 text of "client ID:secret"; for Bearer, a secret or an access token.';
  return new Failure(
    'unauthenticated',
    flaw === 'unknown_scheme' ? `${message} ${WHAT_TO_SEND}` : message,
  );
}

/** The one answer for unknown credentials and for those of other teams. */
export function unauthenticated(): Failure {
  return new Failure(
    'unauthenticated',
    'Send one Authorization header with a valid client ID and secret, a valid secret, or a ' +
      'valid access token.',
  );
}

/** A caller who presents the right secret may know why it is refused. */
export function badCredential({ key, owner, secret }: Credential, code: BadCredential): Failure {
  return new Failure('unauthenticated', sentence(code, key, owner.name, secret));
}

function sentence(
  code: BadCredential,
  key: KeyFacts,
  owner: string,
  secret: SecretFacts | null,
): string {
  switch (code) {
    case 'revoked':
      return `The key ${keyLabel(key)} was revoked at ${shownTime(key.revokedAt)}. ${another(key)}`;
    case 'expired':
      return `The key ${keyLabel(key)} expired at ${shownTime(key.expiresAt)}. ${another(key)}`;
    case 'disabled':
      return `The key ${keyLabel(key)} has been disabled since ${shownTime(key.disabledAt)}. Enable it first.`;
    case 'secret_retired':
      if (secret === null) {
        return (
          'The secret that obtained this access token ended with a rotation of the key ' +
          `${keyLabel(key)}. Use the newer secret to get another token from /oauth2/token.`
        );
      }
      return (
        `This ${secret.publicJwk ? 'public key' : 'secret'} of the key ${keyLabel(key)} ended at ` +
        `${shownTime(secret.retiresAt)} with a rotation. Use the newer one.`
      );
    case 'owner_disabled':
      return `The owner of this key, "${owner}", is disabled or has left the team. Use another key.`;
    case 'team_suspended':
      return 'The team of this key is suspended. Ask the operator of Keyplane.';
  }
}

/** A member whose last key has ended cannot create another one. */
function another({ family }: KeyFacts): string {
  return family === 'application_key'
    ? 'Create another key, or ask an owner of the team to invite you again.'
    : 'Create another key.';
}

/** A caller who presents an issued token may know why it is refused. */
export function badFederation(
  { identity, principal }: FederatedCredential,
  code: BadFederation | 'trust_changed',
): Failure {
  return new Failure('unauthenticated', federationSentence(code, identity.name, principal.name));
}

function federationSentence(
  code: BadFederation | 'trust_changed',
  identity: string,
  account: string,
): string {
  switch (code) {
    case 'identity_disabled':
      return `The federated identity "${identity}" is disabled. Enable it first.`;
    case 'owner_disabled':
      return `The service account "${account}" of this token is disabled. Enable it first.`;
    case 'team_suspended':
      return 'The team of this service account is suspended. Ask the operator of Keyplane.';
    case 'trust_changed':
      return (
        `The trust settings of the federated identity "${identity}" changed after this token was issued. ` +
        'Exchange another token.'
      );
  }
}

export function endedAccessToken(status: 'expired' | 'revoked'): Failure {
  return new Failure(
    'unauthenticated',
    `This access token ${status === 'expired' ? 'has expired' : 'was revoked'}. Get ` +
      'another one from /oauth2/token.',
  );
}
