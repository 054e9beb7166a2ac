import type { FailureCode } from '../domain/failure';
import { problemResponses, type ExtraPath } from '../http/openapi-document';
import { z } from '../http/wire';
import { keySignInSchema, sessionViewSchema } from './session-view';

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

const COOKIE = {
  'Set-Cookie': {
    description: 'The session: HttpOnly, SameSite=Lax, and Secure on https.',
    schema: { type: 'string' as const },
  },
};
const BODY = [
  'malformed_body',
  'payload_too_large',
  'unsupported_media_type',
  'invalid_request',
] as const;

/** Signing in and out for the OpenAPI document: the routes are not made of endpoints. */
export const SIGN_IN_PATHS: readonly ExtraPath[] = [
  {
    operationId: 'getSignInMethods',
    method: 'get',
    path: '/session/methods',
    tags: [TAG],
    summary: 'List how people can sign in to the console',
    description: 'Needs no credentials.',
    security: [],
    responses: { 200: answer('The methods', methodsSchema), ...refusals() },
  },
  {
    operationId: 'getSession',
    method: 'get',
    path: '/session',
    tags: [TAG],
    summary: 'Get the current session and the teams that it reaches',
    security: [{ session: [] }],
    description: 'Needs the cookie of a session.',
    responses: { 200: answer('The session', sessionViewSchema), ...refusals('unauthenticated') },
  },
  {
    operationId: 'signInWithKey',
    method: 'post',
    path: '/session',
    tags: [TAG],
    summary: 'Sign in with an application key',
    description:
      'Needs no credentials. The session acts as the owner of the key alone. It ends with the secret. A ' +
      'request must come from a page of this server.',
    security: [],
    request: { body: json(keySignInSchema) },
    responses: {
      201: { ...answer('The session', sessionViewSchema), headers: COOKIE },
      ...refusals(
        'unauthenticated',
        'rate_limited',
        'cross_origin',
        'insufficient_permissions',
        ...BODY,
      ),
    },
  },
  {
    operationId: 'signOut',
    method: 'delete',
    path: '/session',
    tags: [TAG],
    summary: 'Sign out',
    description: 'Ends the session of the cookie, if there is one, and removes the cookie.',
    security: [{ session: [] }, {}],
    responses: {
      204: { description: 'Signed out', headers: COOKIE },
      ...refusals('cross_origin'),
    },
  },
];

function json(schema: z.ZodType) {
  return { required: true, content: { 'application/json': { schema } } };
}

function answer(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } };
}

function refusals(...codes: readonly FailureCode[]) {
  return problemResponses([...codes, 'internal', 'unavailable']);
}
