import { holds, isKeyplanePermission, PERMISSION_PATTERN, type Grant } from '../domain/permission';
import { endOf, type Credential } from '../credentials/credential';
import type { AccessTokenRequest } from './access-tokens';
import { OAuthError } from './oauth-error';
import { requiredField, type OAuthForm } from './oauth-form';
import { MAX_TOKEN_SECONDS } from './signing-key';

/** RFC 8693 §2.1 */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

const MAX_AUDIENCE_LENGTH = 255;
/** With a longer scope, no server would read the token: Keyplane's own limit is 8192 characters. */
const MAX_SCOPE_LENGTH = 4000;
const KEY_FOR_KEYPLANE =
  'An application key gets access tokens for Keyplane only. Omit resource and audience, or ' +
  'use a service account key.';
const TOKEN_FOR_SERVICES =
  'A service key token cannot manage anything in Keyplane. Set resource or audience to the ' +
  'service that it calls.';
const AUDIENCE = /^[\x21-\x7e]+$/;

/**
 * What a client asks for by RFC 6749 §4.4, with `resource` (RFC 8707) or `audience`, and
 * `requested_lifetime_seconds`. Without them: a token for Keyplane itself, which may do what its key may
 * do, for ten minutes.
 * @throws OAuthError
 */
export function decideToken(
  form: OAuthForm,
  credential: Credential,
  issuer: string,
): AccessTokenRequest {
  const grantType = requiredField(form, 'grant_type');
  if (grantType !== 'client_credentials') {
    throw new OAuthError(
      'unsupported_grant_type',
      `Keyplane does not support this grant_type. Use client_credentials or ${TOKEN_EXCHANGE}.`,
    );
  }
  const audience = decideAudience(
    form,
    issuer,
    credential.key.family === 'application_key' ? KEY_FOR_KEYPLANE : null,
  );
  if (audience === issuer && credential.key.family === 'token') {
    throw new OAuthError('invalid_target', TOKEN_FOR_SERVICES);
  }
  const scope = decideScope(form.get('scope'), credential.principal.grant);
  return {
    holder: {
      kind: 'key',
      id: credential.key.id,
      secretVersion: credential.secret?.version ?? null,
    },
    clientId: credential.key.clientId,
    subject: credential.owner.id,
    teamId: credential.key.teamId,
    endsAt: endOf(credential),
    audience,
    scope: scope ?? (audience === issuer ? null : servicePermissions(credential.principal.grant)),
    lifetimeSeconds: decideLifetime(form.get('requested_lifetime_seconds')),
  };
}

/** The one service that the token is for. `keyplaneOnly` says why it can only be Keyplane. */
export function decideAudience(
  form: OAuthForm,
  issuer: string,
  keyplaneOnly: string | null,
): string {
  const resource = form.get('resource');
  const audience = form.get('audience');
  if (resource !== undefined && !isAbsoluteUri(resource)) {
    throw new OAuthError(
      'invalid_target',
      'resource must be an absolute URI without a fragment (RFC 8707). For any other name, use audience.',
    );
  }
  if (resource !== undefined && audience !== undefined && resource !== audience) {
    throw new OAuthError(
      'invalid_target',
      'resource and audience name different services. Send only one of the two.',
    );
  }
  const named = resource ?? audience ?? issuer;
  if (named.length > MAX_AUDIENCE_LENGTH || !AUDIENCE.test(named)) {
    throw new OAuthError(
      'invalid_target',
      `resource or audience must have 1 to ${MAX_AUDIENCE_LENGTH} visible ASCII characters, without spaces.`,
    );
  }
  if (named !== issuer && keyplaneOnly !== null) {
    throw new OAuthError('invalid_target', keyplaneOnly);
  }
  return named;
}

export function decideScope(text: string | undefined, grant: Grant): readonly string[] | undefined {
  if (text === undefined) return undefined;
  if (text.length > MAX_SCOPE_LENGTH) {
    throw new OAuthError(
      'invalid_scope',
      `scope has ${text.length} characters. It must have at most ${MAX_SCOPE_LENGTH}. Ask ` +
        'for fewer permissions.',
    );
  }
  const permissions = [...new Set(text.split(' '))];
  if (!permissions.every((permission) => PERMISSION_PATTERN.test(permission))) {
    throw new OAuthError(
      'invalid_scope',
      'scope must list permissions such as reports.read, separated by single spaces.',
    );
  }
  const missing = permissions.filter((permission) => !holds(grant, permission));
  if (missing.length > 0) {
    throw new OAuthError(
      'invalid_scope',
      `This client does not have ${missing.join(', ')}. Omit these permissions from scope, ` +
        'or give the client a role that has them.',
    );
  }
  return permissions;
}

/** Keyplane's own permissions mean nothing to another service. */
function servicePermissions({ permissions }: Grant): string[] {
  return [...permissions].filter((permission) => !isKeyplanePermission(permission)).sort();
}

export function decideLifetime(text: string | undefined): number {
  if (text === undefined) return MAX_TOKEN_SECONDS;
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_TOKEN_SECONDS) {
    throw new OAuthError(
      'invalid_request',
      `requested_lifetime_seconds must be a whole number from 1 to ${MAX_TOKEN_SECONDS}, ` +
        'because no access token lives longer.',
    );
  }
  return seconds;
}

function isAbsoluteUri(text: string): boolean {
  return URL.canParse(text) && !text.includes('#');
}
