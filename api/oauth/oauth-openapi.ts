import type { FailureCode } from '../domain/failure';
import type { KeyplanePermission } from '../domain/permission';
import { problemSchema, type ExtraPath } from '../http/openapi-document';
import { permissionSentence } from '../http/permission-sentence';
import { z } from '../http/wire';
import {
  ASSERTION_ALGORITHMS,
  CLOCK_TOLERANCE_SECONDS,
  MAX_LIFETIME_SECONDS,
} from './assertion-rules';
import { ASSERTION_TYPE } from './client-assertion';
import { ACCESS_TOKEN_TYPE, SUBJECT_TOKEN_TYPES } from './token-exchange';
import { TOKEN_EXCHANGE } from './token-request';

const TAG = 'OAuth 2.0';
const FORM = 'application/x-www-form-urlencoded';

const oauthError = z
  .object({ error: z.string(), error_description: z.string() })
  .openapi('OAuthError', { description: 'An error of RFC 6749, section 5.2. It is never stored.' });

const clientFields = {
  client_id: z
    .string()
    .optional()
    .openapi({
      description:
        'Client ID of the key. In a token exchange: the ID of the service account, which ' +
        'may also be the user name of HTTP Basic with an empty password.',
    }),
  client_secret: z.string().optional().openapi({ description: 'Secret of the key.' }),
  client_assertion_type: z
    .string()
    .optional()
    .openapi({
      description: `\`${ASSERTION_TYPE}\`, if \`client_assertion\` is given.`,
    }),
  client_assertion: z
    .string()
    .optional()
    .openapi({
      description:
        'A JWT (RFC 7523) that the private key of a key with `public_jwk` signs. `iss` and ' +
        '`sub` are the client ID. `aud` is the issuer of Keyplane and nothing else, not the ' +
        `URL of this endpoint. \`exp\` is at most ${MAX_LIFETIME_SECONDS} seconds after \`iat\`, ` +
        'or from now if there is no `iat`. `jti` is new each time. `alg` is one of ' +
        `${ASSERTION_ALGORITHMS.join(', ')} and fits the JWK. The clocks may differ by up to ` +
        `${CLOCK_TOLERANCE_SECONDS} seconds, which does not extend the maximum lifetime. A ` +
        'refusal names every rule that is broken.',
    }),
};

const tokenForm = z
  .object({
    grant_type: z.enum(['client_credentials', TOKEN_EXCHANGE]),
    subject_token: z
      .string()
      .optional()
      .openapi({
        description:
          'In a token exchange: the JWT that the external issuer signed. `client_id` is then ' +
          'the ID of the service account, and there is no client authentication.',
      }),
    subject_token_type: z.enum(SUBJECT_TOKEN_TYPES).optional(),
    requested_token_type: z.literal(ACCESS_TOKEN_TYPE).optional(),
    scope: z
      .string()
      .optional()
      .openapi({
        description:
          'Permissions of the access token, separated by spaces. If absent, all permissions of ' +
          'the key.',
      }),
    resource: z.string().optional().openapi({
      description:
        'URI of the service that the token is for (RFC 8707). Use either this or `audience`.',
    }),
    audience: z.string().optional().openapi({
      description:
        'Name of the service that the token is for. If absent, the token is for Keyplane itself.',
    }),
    requested_lifetime_seconds: z.coerce.number().int().min(1).max(600).optional(),
    ...clientFields,
  })
  .openapi('AccessTokenRequest', { example: { grant_type: 'client_credentials' } });

const tokenAnswer = z
  .object({
    access_token: z.string(),
    issued_token_type: z.literal(ACCESS_TOKEN_TYPE).optional().openapi({
      description: 'Type of the issued token. Present in a token exchange only.',
    }),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().openapi({ description: 'Seconds.' }),
    scope: z.string().optional(),
  })
  .openapi('AccessTokenAnswer');

const presentedForm = z
  .object({
    token: z.string().openapi({ description: 'The access token or secret.' }),
    token_type_hint: z.string().optional(),
    ...clientFields,
  })
  .openapi('PresentedToken', { example: { token: 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln' } });

const introspection = z
  .object({
    active: z.boolean(),
    client_id: z.string().optional(),
    sub: z.string().optional(),
    iss: z.string().optional(),
    aud: z.string().optional(),
    jti: z.string().optional(),
    iat: z.number().int().optional(),
    exp: z.number().int().optional(),
    scope: z.string().optional(),
    token_type: z.literal('Bearer').optional(),
    keyplane_key_id: z.string().optional(),
    keyplane_team_id: z.string().optional(),
  })
  .openapi('Introspection');

const metadata = z
  .looseObject({ issuer: z.string(), token_endpoint: z.string(), jwks_uri: z.string() })
  .openapi('AuthorizationServerMetadata');

const openidMetadata = metadata
  .extend({
    subject_types_supported: z.array(z.string()),
    id_token_signing_alg_values_supported: z.array(z.string()).openapi({
      description: 'How access tokens are signed. Keyplane issues no ID tokens.',
    }),
  })
  .openapi('OpenIdConfiguration');

const jwks = z
  .object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) })
  .openapi('JsonWebKeySet');

const REFUSALS: Readonly<Record<string, string>> = {
  400: 'The request is refused: `invalid_request`, or a code that says what is wrong',
  401: '`invalid_client`, or `invalid_token` for a Bearer token',
  403: '`insufficient_scope`: a permission is missing',
  413: '`invalid_request`: the form is larger than 32 KiB',
  415: '`invalid_request`: the charset or compression of the form is not supported',
  429: '`temporarily_unavailable`: too many unknown credentials came from this network',
  431: '`invalid_request`: the headers of the request are larger than 16 KiB',
  500: '`server_error`',
  503:
    '`temporarily_unavailable`: the database, or the issuer of a `subject_token`, cannot be ' +
    'reached',
};

/** The OAuth endpoints for the OpenAPI document: their routes are not made of endpoints. */
export const OAUTH_PATHS: readonly ExtraPath[] = [
  formPost('createAccessToken', '/oauth2/token', {
    summary: 'Exchange a key, or the token of an external issuer, for an access token',
    description:
      'Supports client credentials (RFC 6749), with client_secret_basic, client_secret_post ' +
      'or private_key_jwt. Also supports token exchange (RFC 8693), if a federated identity ' +
      'of the service account trusts the `subject_token`. The issued token is a JWT (RFC ' +
      '9068). It is valid for at most ten minutes, and never longer than its key.',
    form: tokenForm,
    response: tokenAnswer,
  }),
  formPost('introspect', '/oauth2/introspect', {
    summary: 'Check whether a token or secret is active, and who owns it',
    description: `RFC 7662. ${permissionSentence('keys.verify')}`,
    judges: ['keys.verify'],
    form: presentedForm,
    response: introspection,
    takesBearer: true,
  }),
  formPost('revoke', '/oauth2/revoke', {
    summary: 'Revoke an access token, or the key of a secret',
    description:
      'RFC 7009. A client can revoke its own access tokens. Any authenticated caller can ' +
      'revoke a key by presenting its valid secret. If a rotation is replacing that secret, ' +
      'only the secret ends, and the key remains valid. If the secret has ended already, ' +
      'nothing changes. You can also authenticate with a Bearer token. The metadata cannot ' +
      'list this method: RFC 8414 allows only registered client authentication methods in ' +
      '`revocation_endpoint_auth_methods_supported`.',
    form: presentedForm,
    takesBearer: true,
  }),
  publicGet(
    'getAuthorizationServerMetadata',
    '/.well-known/oauth-authorization-server',
    'Get the metadata of this authorization server (RFC 8414)',
    metadata,
  ),
  publicGet(
    'getOpenIdConfiguration',
    '/.well-known/openid-configuration',
    'Get the issuer, its keys and its endpoints (OpenID Connect Discovery 1.0)',
    openidMetadata,
  ),
  publicGet(
    'getJsonWebKeySet',
    '/.well-known/jwks.json',
    'Get the public keys that verify access tokens (RFC 7517)',
    jwks,
    // The other documents follow from the configuration alone.
    { 500: problem('internal'), 503: problem('unavailable') },
  ),
];

interface FormPost {
  readonly summary: string;
  readonly description: string;
  readonly form: z.ZodObject;
  readonly response?: z.ZodObject;
  /** Whether any secret or access token may be presented as Bearer. */
  readonly takesBearer?: true;
  /** The permissions that the service asks for itself. */
  readonly judges?: readonly KeyplanePermission[];
}

function formPost(operationId: string, path: string, operation: FormPost): ExtraPath {
  const { summary, description, form, response, takesBearer, judges } = operation;
  // A caller with a bearer token may lack the permission. A client only authenticates.
  const refusals = Object.entries(REFUSALS).filter(([status]) => takesBearer || status !== '403');
  return {
    operationId,
    method: 'post',
    path,
    tags: [TAG],
    summary,
    description,
    ...(judges && { 'x-judged-permissions': judges }),
    security: [{ basic: [] }, ...(takesBearer ? [{ bearer: [] }] : []), {}],
    request: { body: { required: true, content: { [FORM]: { schema: form } } } },
    responses: {
      200: { description: summary, ...(response && json(response)) },
      ...Object.fromEntries(
        refusals.map(([status, description]) => [status, { description, ...json(oauthError) }]),
      ),
    },
  };
}

function publicGet(
  operationId: string,
  path: string,
  summary: string,
  response: z.ZodObject,
  failures: ExtraPath['responses'] = {},
): ExtraPath {
  return {
    operationId,
    method: 'get',
    path,
    tags: [TAG],
    summary,
    description: 'Needs no credentials.',
    security: [],
    responses: { 200: { description: summary, ...json(response) }, ...failures },
  };
}

function problem(code: FailureCode) {
  return {
    description: `\`${code}\``,
    content: { 'application/problem+json': { schema: problemSchema } },
  };
}

function json(schema: z.ZodObject) {
  return { content: { 'application/json': { schema } } };
}
