import { problemSchema, type ExtraPath } from '../http/openapi-document';
import { FORWARD_AUTH_OPERATION } from './forward-auth-routes';
import { FORWARD_AUTH_PATH, forwardAuthQuery } from './gateway-requirement';
import { IDENTITY_HEADERS } from './identity-headers';

const DESCRIPTION = `The status is the verdict: 200, 401, 403, or 503 if Keyplane cannot tell. Made for gateways
such as nginx, Caddy, Traefik, Envoy and Kong. **Every method** gets the same answer, including methods that
are not described here (OpenAPI cannot describe all of them). No body is needed, and Keyplane does not wait
for one. Forwarded methods, paths and hosts do not change the answer.

\`Keyplane-Authorization\` is the gateway's own credential, as \`Basic …\` or \`Bearer …\`. It needs the permission
\`keys.verify\`. The gateway can check the keys of its own team. With the operator's credential, or a credential that
the operator allows to verify every team, it can check the keys of every team. Without a valid credential, the
answer is 401.

The client's key comes as \`Authorization: Bearer <key>\` or as \`X-API-Key: <key>\`: a service account key or a
token of a service key. A request with two keys, in one header or in two, gets 401. Application keys get 401 too,
because \`/v1/keys/verify\` does not know them either. An access token of \`/oauth2/token\` is accepted only if the
gateway names its audience in the path, as in \`/v1/forward-auth;audience=reports\`. A client may add parameters
to the query, and these can only narrow what is asked.

Each parameter can also be in the path after a \`;\`, as in
\`/v1/forward-auth;permission=reports.read;service_id=reports\`. A \`/\` ends the parameters. Keyplane ignores
everything after it, because Envoy appends the path and the query of the client there.

The check counts as a use of the key, like a verification. It reserves nothing: with \`service_id\` it only says
whether the key has the service enabled. Keyplane counts unknown keys for each client address. They get 401, never
429. If there are too many, the answer has \`Retry-After\`.`;

const problem = { 'application/problem+json': { schema: problemSchema } };
const text = { type: 'string' as const };
const challenge = {
  'WWW-Authenticate': {
    description: 'The authentication scheme and the error (RFC 6750).',
    schema: text,
  },
};

/** For the OpenAPI document. The check answers every method, so it is not an endpoint definition. */
export const FORWARD_AUTH_PATHS: readonly ExtraPath[] = [
  operation('get', '', DESCRIPTION),
  operation('post', 'ByPost'),
  operation('put', 'ByPut'),
  operation('patch', 'ByPatch'),
  operation('delete', 'ByDelete'),
  operation('options', 'ByOptions'),
  operation('head', 'ByHead'),
];

function operation(
  method: ExtraPath['method'],
  suffix: string,
  description = 'The same as `GET /v1/forward-auth`, for gateways that pass on the method of their ' +
    'client.',
): ExtraPath {
  // An answer to HEAD has no body.
  const body = method === 'head' ? {} : { content: problem };
  return {
    operationId: FORWARD_AUTH_OPERATION + suffix,
    method,
    path: FORWARD_AUTH_PATH,
    tags: ['Verification'],
    summary: 'Check whether a gateway may let a request in',
    description,
    'x-judged-permissions': ['keys.verify'],
    security: [
      { gateway: [], bearer: [] },
      { gateway: [], api_key: [] },
    ],
    request: { query: forwardAuthQuery },
    responses: {
      200: {
        description:
          'The request may pass. Every identity header is present, and empty if it does not apply.',
        headers: Object.fromEntries(
          Object.entries(IDENTITY_HEADERS).map(([name, description]) => [
            capitalized(name),
            { description, required: true, schema: text },
          ]),
        ),
      },
      401: {
        description:
          '`unauthenticated`: there is no key, there are two keys, or the key is not valid ' +
          'here. Or the gateway has no valid credential.',
        headers: {
          ...challenge,
          'Retry-After': {
            description:
              'Seconds to wait, if too many unknown keys came from the address of the client.',
            schema: { type: 'integer' as const },
          },
        },
        ...body,
      },
      403: {
        description:
          '`insufficient_permissions`: the key is valid, but lacks a permission, the service or the model.',
        headers: challenge,
        ...body,
      },
      422: {
        description: '`invalid_request`: the URL of the check is wrong. Correct it at the gateway.',
        ...body,
      },
      503: {
        description: '`unavailable`: Keyplane cannot tell. Refuse the request.',
        headers: {
          'Retry-After': {
            description: 'Seconds to wait before the next attempt.',
            schema: { type: 'integer' },
          },
        },
        ...body,
      },
    },
  };
}

/** `Keyplane-Key-Id` */
function capitalized(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
