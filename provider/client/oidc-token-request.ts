import { setTimeout as sleep } from 'node:timers/promises';
import {
  createHttpSender,
  describeConnectionFailure,
  type Environment,
  type HttpAnswer,
  networkOf,
} from '../../http-client';
import { CredentialUnavailable } from './api-error';
import {
  credentialFault,
  type OidcSettingNames,
  type OidcTokenRequest,
  PROVIDER_OIDC_SETTINGS,
} from './credentials';
import { DEFAULT_RETRY_POLICY, nextStep, type RetryPolicy } from './retry';
import type { ClientLogger } from './transport';

export interface OidcRequesterOptions {
  /**
   * Keyplane's endpoint, which is the audience of a requested token unless another audience is set.
   */
  readonly endpoint: string;
  readonly environment?: Environment;
  readonly retry?: RetryPolicy;
  readonly logger: ClientLogger;
  /** By default, those of the provider. */
  readonly settings?: OidcSettingNames;
}

/** A token, or else the message for the user and whether another attempt may succeed. */
type Verdict =
  | { readonly token: string }
  | {
      readonly sentence: string;
      readonly mayPass: boolean;
      readonly retryAfter?: string | undefined;
      readonly cause?: unknown;
    };

/** Less than the time that an exchange may take, so that its failure is explained. */
const PATIENCE_MS = 20_000;
const ATTEMPT_MS = 10_000;

/**
 * Requests a token from the CI system, as GitHub Actions and Forgejo offer it: GET with the audience
 * in the query and the request token as bearer. Neither token is ever logged or in an error.
 */
export function createOidcTokenRequester(options: OidcRequesterOptions) {
  const { endpoint, environment = {}, retry = DEFAULT_RETRY_POLICY, logger } = options;
  const { settings = PROVIDER_OIDC_SETTINGS } = options;
  const peer = { name: 'the OIDC endpoint of the CI system', setting: settings.requestUrl };

  async function attempt(request: OidcTokenRequest, audience: string, signal: AbortSignal) {
    const { origin, path } = placeOf(request.url, audience);
    const network = networkOf(origin, environment);
    const startedAt = performance.now();
    const log = (outcome: Readonly<Record<string, unknown>>) =>
      logger.debug('Requested an OIDC token', {
        origin,
        audience,
        duration_ms: Math.round(performance.now() - startedAt),
        ...outcome,
      });
    try {
      const headers = { accept: 'application/json', authorization: `Bearer ${request.token}` };
      const patience = { signal, graceMs: 0, timeoutMs: Math.min(retry.attemptMs, ATTEMPT_MS) };
      const answer = await createHttpSender(origin, network)(
        { method: 'GET', path, headers },
        patience,
      );
      log({ status: answer.status });
      return judgeTokenAnswer(answer, { origin, audience, settings });
    } catch (cause) {
      signal.throwIfAborted();
      const { sentence, mayPass } = describeConnectionFailure(cause, origin, network, peer);
      log({ failure: sentence });
      return { sentence, mayPass, cause } satisfies Verdict;
    }
  }

  return async (request: OidcTokenRequest, signal: AbortSignal): Promise<string> => {
    const audience = request.audience ?? endpoint;
    const startedAt = performance.now();
    for (let number = 0; ; number += 1) {
      const verdict: Verdict = await attempt(request, audience, signal);
      if ('token' in verdict) return verdict.token;
      const step = nextStep(
        {
          number,
          repeat: verdict.mayPass ? 'for-a-while' : 'never',
          retryAfter: verdict.retryAfter,
          isRepeatable: true,
          elapsedMs: performance.now() - startedAt,
          patienceMs: Math.min(retry.patienceMs, PATIENCE_MS),
        },
        retry,
        new Date(),
      );
      if ('giveUp' in step) {
        const sentence = `The CI system issued no OIDC token. ${verdict.sentence}`;
        throw new CredentialUnavailable(sentence, { cause: verdict.cause });
      }
      await sleep(step.waitMs, undefined, { signal });
    }
  };
}

/** The query stays as it is given, because only the CI system knows what it means. */
function placeOf(url: string, audience: string) {
  const { origin, pathname, search } = new URL(url);
  const query = `${search === '' ? '?' : `${search}&`}audience=${encodeURIComponent(audience)}`;
  return { origin, path: pathname + query };
}

interface TokenQuestion {
  readonly origin: string;
  readonly audience: string;
  readonly settings: OidcSettingNames;
}

/** Shows nothing of the answer's text, which may hold a token. */
export function judgeTokenAnswer(
  { status, text, headers }: HttpAnswer,
  { origin, audience, settings }: TokenQuestion,
): Verdict {
  const refused = (sentence: string) => ({ sentence, mayPass: false });
  if (status === 401 || status === 403) {
    return refused(
      `${origin} refused the request token (status ${status}). It is valid only while the job that ` +
        'received it runs. Run the job again, and do not pass ACTIONS_ID_TOKEN_REQUEST_TOKEN to ' +
        'another job.',
    );
  }
  if (status === 429 || status >= 500) {
    const { 'retry-after': after } = headers;
    return {
      sentence: `${origin} answered with status ${status}. Run again later.`,
      mayPass: true,
      retryAfter: typeof after === 'string' ? after : undefined,
    };
  }
  if (status !== 200) {
    return refused(
      `${origin} refused to issue a token for the audience ${audience} (status ${status}). Check ` +
        `${settings.audience}, which defaults to the endpoint of Keyplane, and ${settings.requestUrl}.`,
    );
  }
  const value = valueOf(text);
  if (value === undefined || credentialFault(value) !== undefined) {
    return refused(
      `${origin} answered without a token: the answer must be JSON with a token in \`value\`. ` +
        `Check ${settings.requestUrl}, and whether a proxy answers instead.`,
    );
  }
  return { token: value };
}

function valueOf(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const value = typeof json === 'object' && json !== null && 'value' in json ? json.value : '';
    return typeof value === 'string' ? value.trim() : undefined;
  } catch {
    return undefined;
  }
}
