import {
  ApiError,
  ApiUnreachable,
  type components,
  createAccessTokenApi,
  createAuthorize,
  createCall,
  createOidcTokenReader,
  createTransport,
  formPost,
  networkOf,
  type RetryPolicy,
} from '../provider/client/calls';
import type { AccessToken, AccessTokenRequest } from './access-token';
import {
  type ApplicationKeys,
  createKeyApi,
  type ServiceAccountKeys,
  type ServiceKeyTokens,
} from './key-api';
import {
  type Bounded,
  type CallOptions,
  type KeyplaneOptions,
  OIDC_SETTINGS,
  type Settings,
  settingsOf,
} from './keyplane-options';
import type { Introspection, KeyQuestion, Verification } from './verification';
import { CLIENT_VERSION } from './version';

/**
 * Keyplane, as one credential sees it. Connections are kept and shared, so create it once. Calls
 * reject with `ApiProblem` if Keyplane refuses them, and with another `ApiError` if there is no
 * answer.
 */
export interface Keyplane {
  /**
   * Asks whether a key or access token that somebody presented is valid. Needs the permission
   * `keys.verify`. An invalid key is not an error: read `valid` and `code`.
   */
  verify(question: KeyQuestion, options?: CallOptions): Promise<Verification>;
  /** Like `verify`, in the form of RFC 7662. Needs the permission `keys.verify`. */
  introspect(token: string, options?: CallOptions): Promise<Introspection>;
  /**
   * Exchanges the credentials of this client for an access token: the key by client credentials, an
   * OIDC token by token exchange (RFC 8693).
   */
  issueToken(request?: AccessTokenRequest, options?: CallOptions): Promise<AccessToken>;
  /** Says who the caller is, and what it may do. */
  whoami(options?: CallOptions): Promise<components['schemas']['Whoami']>;
  /** Keys that people use. */
  readonly applicationKeys: ApplicationKeys;
  /** Keys that programs use. */
  readonly serviceAccountKeys: ServiceAccountKeys;
  /** Tokens with which somebody calls a paid service. */
  readonly serviceKeyTokens: ServiceKeyTokens;
}

const MAX_CONCURRENT_REQUESTS = 100;

/**
 * Connects to Keyplane at the first call. Uses the proxies and certificate authorities that the
 * environment names.
 * @throws InvalidSetting if an option or environment variable is missing or not valid
 * @example
 * const keyplane = createKeyplane({ endpoint: 'https://keys.example.com' });
 * const { valid, code } = await keyplane.verify({
 *   secret: 'kps_presented',
 *   permissions: ['reports.read'],
 * });
 * if (!valid) throw new Error(`The key cannot be used: ${code}`);
 */
export function createKeyplane(options: KeyplaneOptions = {}): Keyplane {
  const { env } = process;
  const settings = settingsOf(options, env);
  const { endpoint, credentials } = settings;
  const retry = retryWithin(settings);
  const logger = { debug: () => {}, info: () => {} };
  const transport = createTransport({
    endpoint,
    network: networkOf(endpoint, env),
    headers: { 'user-agent': `keyplane-client/${CLIENT_VERSION}` },
    retry,
    maxConcurrentRequests: MAX_CONCURRENT_REQUESTS,
    logger,
  });
  const accessTokens = createAccessTokenApi(
    (request) => transport.send(request),
    createOidcTokenReader({ endpoint, environment: env, retry, logger, settings: OIDC_SETTINGS }),
    OIDC_SETTINGS,
  );
  const authorize = createAuthorize(credentials, accessTokens);
  const call = createCall(transport, { authorize });
  const post = formPost((request) => transport.send(request));
  const bounded = boundedBy(settings);

  return {
    verify: (question, given) =>
      bounded(
        async ({ signal }) =>
          (await call({
            method: 'POST',
            path: '/v1/keys/verify',
            body: question,
            // A reservation is made only once for each charge ID.
            isSafe: question.reserve === undefined,
            signal,
          })) as Verification,
        given,
      ),
    introspect: (token, given) =>
      bounded(
        async (limited) =>
          (await post(
            '/oauth2/introspect',
            await authorize(),
            { token },
            limited,
          )) as Introspection,
        given,
      ),
    issueToken: ({ permissions, ...wanted } = {}, given) =>
      bounded(
        (limited) =>
          accessTokens.issue({ credentials, ...wanted, scope: permissions?.join(' ') }, limited),
        given,
      ),
    whoami: (given) =>
      bounded(
        async ({ signal }) =>
          (await call({
            method: 'GET',
            path: '/v1/whoami',
            signal,
          })) as components['schemas']['Whoami'],
        given,
      ),
    applicationKeys: createKeyApi('/v1/application-keys', call, bounded),
    serviceAccountKeys: createKeyApi('/v1/service-account-keys', call, bounded),
    serviceKeyTokens: createKeyApi('/v1/service-key-tokens', call, bounded),
  };
}

/**
 * A service that checks a key waits for the answer, so nothing is repeated after its time limit.
 */
function retryWithin({ timeoutMs }: Settings): RetryPolicy {
  return {
    firstDelayMs: 50,
    longestDelayMs: 1_000,
    patienceMs: timeoutMs,
    firstContactPatienceMs: timeoutMs,
    longestWaitMs: timeoutMs,
    attemptMs: timeoutMs,
    sentWriteGraceMs: 0,
  };
}

function boundedBy({ endpoint, timeoutMs }: Settings): Bounded {
  return async (work, { signal } = {}) => {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return await work({
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
    } catch (error) {
      if (error instanceof ApiError) throw error;
      signal?.throwIfAborted();
      if (!limit.aborted) throw error;
      throw new ApiUnreachable(
        `${endpoint} did not answer within ${timeoutMs} ms (\`timeoutMs\`). Check the network, and ` +
          'whether Keyplane is overloaded.',
        { cause: error },
      );
    }
  };
}
