import {
  AnswerRefused,
  createHttpSender,
  describeConnectionFailure,
  type HttpAnswer,
  type Network,
  networkOf,
  parseEndpoint,
  proxyCredentials,
  routeTo,
  userAgentOf,
} from '../../http-client';
import { VERSION } from '../app/version';
import { holdsToken, maskSecrets } from '../domain/mask-secrets';
import { CommandFailure, EXIT_CODE } from './exit-code';
import type { Terminal } from './terminal';

const TIMEOUT_MS = 30_000;
const USER_AGENT = userAgentOf(
  { name: 'keyplane', version: VERSION },
  { name: 'node', version: process.versions.node },
);

/** The server in the environment variables, with the proxy and the certificates to reach it. */
interface Place {
  readonly endpoint: URL;
  readonly network: Network;
}

/** Asks the Keyplane server that the environment names. @throws CommandFailure */
export type AskApi = (path: string, headers?: Readonly<Record<string, string>>) => Promise<unknown>;

/** @throws CommandFailure if the environment names no server, no credentials or an unusable proxy */
export function createAskApi({ environment }: Pick<Terminal, 'environment'>): AskApi {
  const endpoint = endpointOf(required(environment, 'KEYPLANE_ENDPOINT'));
  const clientId = required(environment, 'KEYPLANE_CLIENT_ID');
  const secret = required(environment, 'KEYPLANE_CLIENT_SECRET');
  refuseMisplaced(clientId, secret);
  const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
  const place = { endpoint, network: networkFor(endpoint, environment) };
  const send = createHttpSender(endpoint.href, place.network);

  return async (path, further = {}) => {
    const headers = { ...further, authorization, 'user-agent': USER_AGENT };
    const answer = await send(
      { method: 'GET', path: path.replace(/^\/*/, '/'), headers },
      { signal: AbortSignal.timeout(TIMEOUT_MS), graceMs: 0, timeoutMs: TIMEOUT_MS },
    ).catch((cause: unknown) => {
      throw unanswered(place, cause);
    });
    if (answer.status === 200) return parsed(answer.text, place);
    throw refused(answer, place);
  };
}

function networkFor({ href }: URL, environment: Terminal['environment']): Network {
  const route = routeTo(href, environment);
  if ('problem' in route) throw new CommandFailure(EXIT_CODE.config, route.problem);
  return networkOf(href, environment);
}

function required(environment: Terminal['environment'], name: string): string {
  const value = environment[name]?.trim();
  if (value !== undefined && value !== '') return value;
  throw new CommandFailure(
    EXIT_CODE.config,
    `${name} is not set. Set KEYPLANE_ENDPOINT to the URL of the server, such as ` +
      'https://keyplane.example.com, and KEYPLANE_CLIENT_ID and KEYPLANE_CLIENT_SECRET to a key of ' +
      'your team.',
  );
}

/** The value of a setting that is not secret may be printed, so it must not contain a secret. */
function refuseMisplaced(clientId: string, secret: string): void {
  const isSwapped = secret.startsWith('kpi_');
  if (/^kp[ast]_/.test(clientId) || holdsToken(clientId)) {
    const remedy = isSwapped
      ? 'KEYPLANE_CLIENT_SECRET contains a client ID, so the two variables seem to be ' +
        'swapped. Exchange their values.'
      : 'Set it to the client ID of the key, which begins with "kpi_".';
    throw new CommandFailure(EXIT_CODE.config, `KEYPLANE_CLIENT_ID contains a secret. ${remedy}`);
  }
  if (isSwapped) {
    throw new CommandFailure(
      EXIT_CODE.config,
      'KEYPLANE_CLIENT_SECRET contains a client ID. Set it to the secret of the key, which ' +
        'begins with "kpa_" or "kps_".',
    );
  }
}

function endpointOf(value: string): URL {
  const parsed = parseEndpoint(value);
  if ('problem' in parsed) {
    const problem = maskSecrets(parsed.problem);
    throw new CommandFailure(EXIT_CODE.config, `KEYPLANE_ENDPOINT ${problem}`);
  }
  return new URL(`${parsed.endpoint}/`);
}

function unanswered({ endpoint, network }: Place, cause: unknown): CommandFailure {
  const { sentence } = describeConnectionFailure(cause, endpoint.href, network);
  return cause instanceof AnswerRefused
    ? new CommandFailure(EXIT_CODE.failure, sentence, { cause })
    : new CommandFailure(
        EXIT_CODE.unavailable,
        `The server at ${endpoint.origin} cannot be reached. ${sentence} Otherwise check ` +
          'KEYPLANE_ENDPOINT.',
        { cause },
      );
}

function parsed(text: string, place: Place): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CommandFailure(
      EXIT_CODE.failure,
      `The server at ${place.endpoint.origin} is not Keyplane. ${wayOf(place)}Check ` +
        'KEYPLANE_ENDPOINT.',
      { cause },
    );
  }
}

function refused({ status, text }: HttpAnswer, place: Place): CommandFailure {
  const { origin } = place.endpoint;
  const { proxy } = place.network;
  if (status === 407 && proxy !== undefined) {
    return new CommandFailure(EXIT_CODE.config, proxyCredentials(proxy, 'status 407'));
  }
  if (status === 401) {
    return new CommandFailure(
      EXIT_CODE.config,
      `The server at ${origin} does not accept these credentials. Check KEYPLANE_CLIENT_ID and ` +
        'KEYPLANE_CLIENT_SECRET: the key may be disabled, expired or revoked.',
    );
  }
  if (status === 404) {
    return new CommandFailure(
      EXIT_CODE.config,
      `The server at ${origin} has nothing at this path. KEYPLANE_ENDPOINT must be the URL of the server ` +
        'without the path of the API, such as https://keyplane.example.com.',
    );
  }
  const detail = detailOf(text);
  return new CommandFailure(
    status >= 500 ? EXIT_CODE.unavailable : EXIT_CODE.failure,
    detail === undefined
      ? `The server at ${origin} answered with status ${status}. ${wayOf(place)}Check KEYPLANE_ENDPOINT.`
      : `The server refused the request: ${detail}`,
  );
}

/** A proxy that forwards requests may have answered instead of the server. */
function wayOf({ network: { proxy } }: Place): string {
  return proxy === undefined
    ? ''
    : `The request goes through the proxy ${proxy.address} (set by ${proxy.variable}), which ` +
        'may have answered. ';
}

function detailOf(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? maskSecrets(detail) : undefined;
  } catch {
    return undefined;
  }
}
