import {
  credentialFault,
  type Credentials,
  type Environment,
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
    for (const [name, text] of Object.entries(credentials)) {
      if (typeof text === 'string') refuseFault(`\`credentials.${name}\``, text);
    }
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

function refuseFault(setting: string, text: string): void {
  const fault = text === '' ? 'is empty.' : credentialFault(text);
  if (fault !== undefined) throw new InvalidSetting(`${setting} ${fault}`);
}
