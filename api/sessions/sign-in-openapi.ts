import type { FailureCode } from '../domain/failure';
import { problemResponses, type ExtraPath } from '../http/openapi-document';
import { z } from '../http/wire';
import { OIDC_CALLBACK, OIDC_SIGN_OUT } from './oidc-sign-in';
import {
  optionsSchema,
  passkeyListSchema,
  passkeyParamsSchema,
  passkeySchema,
  passkeySignInSchema,
  registerPasskeySchema,
} from './passkey-schemas';
import {
  claimMembershipSchema,
  emailLinkSchema,
  joinedSessionSchema,
  joinSchema,
  keySignInSchema,
  redeemedSessionSchema,
  redeemLinkSchema,
  sessionViewSchema,
} from './session-view';

const TAG = 'Sign-in';

const methodsSchema = z
  .strictObject({
    application_key: z.literal(true),
    email_link: z.boolean().openapi({ description: 'Whether Keyplane mails sign-in links.' }),
    passkey: z.boolean().openapi({ description: 'Whether passkeys can be used.' }),
    oidc: z
      .strictObject({
        name: z.string().openapi({ description: 'Name of the identity provider.' }),
      })
      .nullable(),
  })
  .openapi('SignInMethods');

const signedOutSchema = z
  .strictObject({
    identity_provider: z.string().openapi({
      description:
        'Name of the identity provider, at which the person is still signed in. ' +
        '`GET /session/oidc/sign-out` leads to its sign-out.',
    }),
  })
  .openapi('SignedOut');

const COOKIE = {
  'Set-Cookie': {
    description: 'The session: HttpOnly, SameSite=Lax, and Secure on https.',
    schema: { type: 'string' as const },
  },
};
const OWN_PAGE = 'The request must come from a page of this server.';
/** How a request with a body can be refused. */
const CHANGE = [
  'cross_origin',
  'malformed_body',
  'payload_too_large',
  'unsupported_media_type',
  'invalid_request',
] as const;

/** Signing in and out for the OpenAPI document: the routes are not made of endpoints. */
export const SIGN_IN_PATHS: readonly ExtraPath[] = [
  {
    ...operation('getSignInMethods', 'get', '/session/methods'),
    summary: 'List how people can sign in to the console',
    description: 'Needs no credentials.',
    security: [],
    responses: { 200: answer('The methods', methodsSchema), ...refusals() },
  },
  {
    ...operation('getSession', 'get', '/session'),
    summary: 'Get the current session and the teams that it reaches',
    description: 'Needs the cookie of a session.',
    security: [{ session: [] }],
    responses: { 200: answer('The session', sessionViewSchema), ...refusals('unauthenticated') },
  },
  {
    ...operation('signInWithKey', 'post', '/session'),
    summary: 'Sign in with an application key',
    description: `Needs no credentials. The session acts as the owner of the key alone, and ends with the secret. ${OWN_PAGE}`,
    security: [],
    request: { body: json(keySignInSchema) },
    responses: {
      201: begun(sessionViewSchema),
      ...refusals('unauthenticated', 'rate_limited', 'insufficient_permissions', ...CHANGE),
    },
  },
  {
    ...operation('signOut', 'delete', '/session'),
    summary: 'Sign out',
    description: 'Ends the session of the cookie, if there is one, and removes the cookie.',
    security: [{ session: [] }, {}],
    responses: {
      200: {
        ...answer('Signed out of Keyplane, but not of the identity provider', signedOutSchema),
        headers: COOKIE,
      },
      204: { description: 'Signed out', headers: COOKIE },
      ...refusals('cross_origin'),
    },
  },
  {
    ...operation('acceptInvitationInSession', 'post', '/session/invitations/accept'),
    summary: 'Accept an invitation, and sign in',
    description:
      'Needs no credentials. If the invitation was mailed, the session reaches every team of the person. ' +
      `Otherwise it acts as the new member alone. The secret is shown once. ${OWN_PAGE}`,
    security: [],
    request: { body: json(joinSchema) },
    responses: {
      201: begun(joinedSessionSchema),
      ...refusals('invitation_invalid', 'rate_limited', ...CHANGE),
    },
  },
  {
    ...operation('claimMembership', 'post', '/session/memberships'),
    summary: 'Reach another team of your email address',
    description:
      'Takes a member from `unclaimed`. An invited member joins the team. The session must have proved the ' +
      'address: by a link by mail, or by the identity provider.',
    security: [{ session: [] }],
    request: { body: json(claimMembershipSchema) },
    responses: {
      201: answer('The session', sessionViewSchema),
      ...refusals('unauthenticated', 'insufficient_permissions', 'not_found', ...CHANGE),
    },
  },
  {
    ...operation('askForSignInLink', 'post', '/session/email-link'),
    summary: 'Get a sign-in link by mail',
    description:
      'Needs no credentials. The answer is the same whether or not the address belongs to a member. The ' +
      `link works once, for 15 minutes, and replaces the previous one. ${OWN_PAGE}`,
    security: [],
    request: { body: json(emailLinkSchema) },
    responses: {
      202: { description: 'If the address belongs to a member, a mail is on its way.' },
      ...refusals('not_found', 'rate_limited', ...CHANGE),
    },
  },
  {
    ...operation('redeemSignInLink', 'post', '/session/email-link/redeem'),
    summary: 'Sign in with a link that was mailed',
    description: `Needs no credentials. ${OWN_PAGE}`,
    security: [],
    request: { body: json(redeemLinkSchema) },
    responses: {
      201: begun(redeemedSessionSchema),
      ...refusals('not_found', 'sign_in_link_invalid', 'rate_limited', ...CHANGE),
    },
  },
  {
    ...opened(
      'beginOidcSignIn',
      '/session/oidc',
      'Sign in at the identity provider',
      'Needs no credentials. A browser opens this path, and comes back to the callback.',
    ),
    request: {
      query: z.object({
        return_to: z
          .string()
          .optional()
          .openapi({
            description:
              'The page of the console to open after the sign-in: a path of this server. Any other text is ' +
              'ignored.',
          }),
      }),
    },
  },
  opened(
    'finishOidcSignIn',
    OIDC_CALLBACK,
    'Come back from the identity provider',
    'Needs no credentials. The identity provider sends the browser here, with a code that works once.',
  ),
  {
    ...opened(
      'signOutOfIdentityProvider',
      OIDC_SIGN_OUT,
      'Sign out of the identity provider',
      'Needs no credentials. A browser opens this path after it has signed out of Keyplane. The identity ' +
        'provider asks the person, then leads back to `/sign-in`, which must be registered there as a URI for ' +
        'redirects after a logout.',
    ),
  },
  {
    ...operation('askForPasskey', 'post', '/session/passkey/options'),
    summary: 'Get the options for a sign-in with a passkey',
    description: `Needs no credentials. ${OWN_PAGE}`,
    security: [],
    responses: {
      200: { ...answer('The options', optionsSchema), headers: COOKIE },
      ...refusals('not_found', 'cross_origin'),
    },
  },
  {
    ...operation('signInWithPasskey', 'post', '/session/passkey'),
    summary: 'Sign in with a passkey',
    description:
      'Needs the cookie of the options. The new session acts as the same members as the session in which the passkey was ' +
      `registered. ${OWN_PAGE}`,
    security: [],
    request: { body: json(passkeySignInSchema) },
    responses: {
      201: begun(sessionViewSchema),
      ...refusals('not_found', 'unauthenticated', 'rate_limited', ...CHANGE),
    },
  },
  {
    ...operation('askForPasskeyRegistration', 'post', '/session/passkeys/options'),
    summary: 'Get the options for the registration of a passkey',
    description: 'Needs the cookie of a session.',
    security: [{ session: [] }],
    responses: {
      200: { ...answer('The options', optionsSchema), headers: COOKIE },
      ...refusals('not_found', 'unauthenticated', 'insufficient_permissions', 'cross_origin'),
    },
  },
  {
    ...operation('registerPasskey', 'post', '/session/passkeys'),
    summary: 'Register a passkey',
    description:
      'Needs the cookie of the options. If nobody has proved the email address in this session, the ' +
      'passkey signs in as this member alone.',
    security: [{ session: [] }],
    request: { body: json(registerPasskeySchema) },
    responses: {
      201: answer('The passkey', passkeySchema),
      ...refusals('not_found', 'unauthenticated', 'insufficient_permissions', ...CHANGE),
    },
  },
  {
    ...operation('listPasskeys', 'get', '/session/passkeys'),
    summary: 'List your passkeys, oldest first',
    description: 'Needs the cookie of a session.',
    security: [{ session: [] }],
    responses: {
      200: answer('The passkeys', passkeyListSchema),
      ...refusals('not_found', 'unauthenticated'),
    },
  },
  {
    ...operation('deletePasskey', 'delete', '/session/passkeys/{passkey_id}'),
    summary: 'Delete one of your passkeys',
    description: 'Sessions that began with it end, even if this session did.',
    security: [{ session: [] }],
    request: { params: passkeyParamsSchema },
    responses: {
      204: { description: 'Deleted' },
      ...refusals('not_found', 'unauthenticated', 'cross_origin'),
    },
  },
];

function opened(
  operationId: string,
  path: string,
  summary: string,
  description: string,
): ExtraPath {
  return {
    ...operation(operationId, 'get', path),
    summary,
    description,
    security: [],
    responses: {
      302: {
        description: 'The page to open. After a failure: `/sign-in?error=` with a code.',
        headers: { ...COOKIE, Location: { schema: { type: 'string' as const } } },
      },
      ...refusals('not_found'),
    },
  };
}

function operation(operationId: string, method: ExtraPath['method'], path: string) {
  return { operationId, method, path, tags: [TAG] };
}

/** An answer that begins a session. */
function begun(schema: z.ZodType) {
  return { ...answer('The session', schema), headers: COOKIE };
}

function json(schema: z.ZodType) {
  return { required: true, content: { 'application/json': { schema } } };
}

function answer(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } };
}

function refusals(...codes: readonly FailureCode[]) {
  return problemResponses([...codes, 'internal', 'unavailable']);
}
