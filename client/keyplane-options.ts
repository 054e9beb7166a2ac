import {
  areFederated,
  credentialFault,
  type Credentials,
  type Environment,
  type OidcSettingNames,
  parseEndpoint,
  routeTo,
} from '../provider/client/calls';
import { InvalidSetting } from './invalid-setting';

/** How to reach Keyplane, and with which credentials. */
export interface KeyplaneOptions {
  /**
   * The address of Keyplane, such as `https://keys.example.com`.
   * @default the environment variable `KEYPLANE_ENDPOINT`
   */
  readonly endpoint?: string;
  /**
   * Client ID and secret of a key, or a service account and an OIDC token that it trusts.
   * @default the environment variables `KEYPLANE_CLIENT_ID` and `KEYPLANE_CLIENT_SECRET`
   */
  readonly credentials?: Credentials;
  /**
   * How long a call may take, with all its attempts, in milliseconds.
   * @default 10,000
   */
  readonly timeoutMs?: number;
}

/** What one call needs besides its arguments. */
export interface CallOptions {
  /**
   * Ends the call early. It then rejects with the reason of the signal.
   * @default only `timeoutMs` ends it
   */
  readonly signal?: AbortSignal;
}

/** Runs a call until it ends, the caller's signal aborts, or the time is over. */
export type Bounded = <T>(
  work: (options: Required<CallOptions>) => Promise<T>,
  options?: CallOptions,
) => Promise<T>;

/** The options with their defaults. */
export type Settings = Required<KeyplaneOptions>;

const DEFAULT_TIMEOUT_MS = 10_000;
/** The longest time that a timer of Node.js can wait. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const OIDC_SETTINGS: OidcSettingNames = {
  requestUrl: '`credentials.oidcToken.request.url`',
  audience: '`credentials.oidcToken.request.audience`',
  renewed: '`credentials.oidcToken.file` or `credentials.oidcToken.request`',
};

/** @throws InvalidSetting */
export function settingsOf(options: KeyplaneOptions, environment: Environment): Settings {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const isTime = Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS;
  if (!isTime) {
    throw new InvalidSetting(
      `\`timeoutMs\` must be a whole number of milliseconds from 1 to ${LONGEST_TIMEOUT_MS}. ` +
        `You gave ${String(timeoutMs)}.`,
    );
  }
  return {
    endpoint: endpointOf(options, environment),
    credentials: credentialsOf(options, environment),
    timeoutMs,
  };
}

function endpointOf({ endpoint }: KeyplaneOptions, environment: Environment): string {
  const setting = endpoint === undefined ? 'KEYPLANE_ENDPOINT' : '`endpoint`';
  const text = endpoint ?? environment['KEYPLANE_ENDPOINT']?.trim() ?? '';
  if (text === '') {
    throw new InvalidSetting(
      'The address of Keyplane is missing. Set `endpoint` or the environment variable ' +
        'KEYPLANE_ENDPOINT to an address such as https://keys.example.com.',
    );
  }
  const parsed = parseEndpoint(text);
  if ('problem' in parsed) throw new InvalidSetting(`${setting} ${parsed.problem}`);
  const route = routeTo(parsed.endpoint, environment);
  if ('problem' in route) throw new InvalidSetting(route.problem);
  return parsed.endpoint;
}

function credentialsOf({ credentials }: KeyplaneOptions, environment: Environment): Credentials {
  if (credentials !== undefined) {
    refuseFaults(credentials);
    return credentials;
  }
  const [clientId, clientSecret] = ['KEYPLANE_CLIENT_ID', 'KEYPLANE_CLIENT_SECRET'].map((name) => {
    const text = environment[name]?.trim() ?? '';
    if (text !== '') refuseFault(name, text);
    return text;
  });
  if (!clientId || !clientSecret) {
    throw new InvalidSetting(
      'The credentials are missing. Set `credentials`, or the environment variables ' +
        'KEYPLANE_CLIENT_ID and KEYPLANE_CLIENT_SECRET, to the client ID and the secret of a key.',
    );
  }
  return { clientId, clientSecret };
}

function refuseFaults(credentials: Credentials): void {
  for (const [name, text] of Object.entries(credentialTexts(credentials))) {
    refuseFault(`\`credentials.${name}\``, text);
  }
  if (areFederated(credentials) && 'request' in credentials.oidcToken) {
    refuseAddress(credentials.oidcToken.request.url);
  }
}

/** The parts that are sent as they are, by their names below `credentials`. */
function credentialTexts(credentials: Credentials): Readonly<Record<string, string>> {
  if (!areFederated(credentials)) {
    return { clientId: credentials.clientId, clientSecret: credentials.clientSecret };
  }
  const { serviceAccountId, oidcToken } = credentials;
  return {
    serviceAccountId,
    ...('value' in oidcToken && { 'oidcToken.value': oidcToken.value }),
    ...('request' in oidcToken && { 'oidcToken.request.token': oidcToken.request.token }),
  };
}

/** The query of the address may hold a secret, so it is not shown. */
function refuseAddress(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '') return;
  throw new InvalidSetting(
    `${OIDC_SETTINGS.requestUrl} must be an address that begins with https://, without a user name. ` +
      'Use what the CI system sets, such as ACTIONS_ID_TOKEN_REQUEST_URL.',
  );
}

function refuseFault(setting: string, text: string | undefined): void {
  const fault = text ? credentialFault(text) : 'is empty.';
  if (fault !== undefined) throw new InvalidSetting(`${setting} ${fault}`);
}
