import { isNativeError } from 'node:util/types';
import { AnswerRefused } from './http-sender';
import type { Network } from './network';
import { ProxyFailure } from './proxy-failure';
import type { Proxy } from './route';
import { isTlsFailure, tlsSentence } from './tls-failure';

/** Why a request got no answer, for the user, and whether another attempt may succeed. */
export interface ConnectionFailure {
  readonly sentence: string;
  readonly mayPass: boolean;
}

/** What the endpoint is, and the setting that names it, in sentences for the user. */
export interface Peer {
  readonly name: string;
  readonly setting: string;
}

const KEYPLANE: Peer = { name: 'Keyplane', setting: 'the endpoint' };

/** Explains the errors of Node's HTTP client, whose own messages say little to a user. */
export function describeConnectionFailure(
  error: unknown,
  endpoint: string,
  network: Pick<Network, 'proxy' | 'exemptedBy'> & Partial<Network> = {},
  peer: Peer = KEYPLANE,
): ConnectionFailure {
  const faults = () => network.trust?.().faults ?? [];
  const { proxy, exemptedBy } = network;
  if (error instanceof ProxyFailure && proxy !== undefined) {
    return describeProxyFailure(error, { endpoint, proxy, faults });
  }
  const { sentence, mayPass } = describeDirectFailure(error, endpoint, faults, peer);
  if (proxy !== undefined) {
    const way = `The connection goes through the proxy ${proxy.address} of ${proxy.variable}.`;
    return { sentence: `${sentence} ${way}`, mayPass };
  }
  if (exemptedBy === undefined) return { sentence, mayPass };
  return {
    sentence: `${sentence} No proxy is used, because ${exemptedBy} lists this host.`,
    mayPass,
  };
}

const passing = (sentence: string) => ({ sentence, mayPass: true });
const lasting = (sentence: string) => ({ sentence, mayPass: false });

function describeDirectFailure(
  error: unknown,
  endpoint: string,
  faults: () => readonly string[],
  peer: Peer,
): ConnectionFailure {
  const { hostname, host, protocol } = new URL(endpoint);
  const { name, code, message } = describe(error);

  if (error instanceof AnswerRefused) {
    return lasting(
      `${host} ${message}, which ${peer.name} never does. Check the host, the port and the path of ` +
        `${peer.setting}, and whether a proxy answers instead.`,
    );
  }
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return passing(`${host} did not answer in time. Check the address, the network and firewalls.`);
  }
  switch (code) {
    case 'ENOTFOUND':
      return lasting(
        `The name ${hostname} is unknown to DNS. Check the spelling of ${peer.setting}.`,
      );
    case 'EAI_AGAIN':
      return passing(`DNS did not answer for ${hostname}. Check the network.`);
    case 'ECONNREFUSED':
      return passing(
        `Nothing accepts connections at ${host}. Check that ${peer.name} is running there, on ` +
          'this port.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return passing(`There is no route to ${host}. Check the network and the VPN.`);
    case 'ECONNRESET':
    case 'EPIPE':
      return passing(
        protocol === 'http:'
          ? `${host} closed the connection without an answer. If it uses TLS, write https://.`
          : `${host} closed the connection without an answer.`,
      );
  }
  if (code.startsWith('HPE_')) return lasting(`${host} does not speak HTTP. Check the port.`);
  if (isPlainText(code, message)) {
    return lasting(`${host} does not speak TLS. If it serves plain HTTP, write http://.`);
  }
  if (isTlsFailure(code)) return lasting(tlsSentence(host, code, faults()));
  return passing(`The connection to ${host} failed (${code || 'unknown reason'}).`);
}

interface ProxyPlace {
  readonly endpoint: string;
  readonly proxy: Proxy;
  readonly faults: () => readonly string[];
}

function describeProxyFailure(
  { refusal, cause }: ProxyFailure,
  place: ProxyPlace,
): ConnectionFailure {
  const { variable, address } = place.proxy;
  const { hostname, port, protocol } = new URL(place.endpoint);
  if (refusal === undefined) {
    const { sentence, mayPass } = describeProxyConnection(cause, place);
    return { sentence: `${sentence} ${bypass(variable, hostname)}`, mayPass };
  }
  if (refusal.kind === 'credentials') return lasting(proxyCredentials(place.proxy, refusal.answer));
  const target = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  const sentence = `The proxy ${address} of ${variable} did not connect to ${target} (${refusal.answer}).`;
  return refusal.kind === 'passing'
    ? passing(`${sentence} It may be unable to reach this host.`)
    : lasting(
        `${sentence} Ask the operator of the proxy to allow this host. ` +
          `${bypass(variable, hostname)}`,
      );
}

/** The proxy refuses the user name and password, or there are none. */
export function proxyCredentials({ address, variable, user }: Proxy, answer: string): string {
  const what =
    user === undefined ? 'asks for a user name and a password' : 'refuses the credentials';
  const example = address.replace('://', '://user:password@');
  return (
    `The proxy ${address} ${what} (${answer}). Write them into ${variable}, as in ${example}, and ` +
    'percent-encode special characters in them.'
  );
}

function bypass(variable: string, hostname: string): string {
  return `Correct ${variable}, or add ${hostname} to NO_PROXY if it can be reached without the proxy.`;
}

function describeProxyConnection(cause: unknown, { proxy, faults }: ProxyPlace): ConnectionFailure {
  const { address, variable, hostname } = proxy;
  const { name, code, message } = describe(cause);
  const named = `the proxy ${address} of ${variable}`;
  if (name === 'TimeoutError' || code === 'ETIMEDOUT')
    return passing(`${upper(named)} did not answer in time.`);
  switch (code) {
    case 'ENOTFOUND':
      return lasting(`The name ${hostname} of the proxy in ${variable} is unknown to DNS.`);
    case 'EAI_AGAIN':
      return passing(`DNS did not answer for ${hostname}, the proxy in ${variable}.`);
    case 'ECONNREFUSED':
      return passing(`Nothing accepts connections at ${named}.`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return passing(`There is no route to ${named}.`);
    case 'ECONNRESET':
    case 'EPIPE':
      return passing(`${upper(named)} closed the connection without an answer.`);
  }
  if (code.startsWith('HPE_')) return lasting(`${upper(named)} does not speak HTTP.`);
  if (isPlainText(code, message))
    return lasting(`${upper(named)} does not speak TLS. Write http:// in ${variable}.`);
  if (isTlsFailure(code)) return lasting(tlsSentence(named, code, faults()));
  return passing(`The connection to ${named} failed (${code || 'unknown reason'}).`);
}

const upper = (text: string) => text[0]?.toUpperCase() + text.slice(1);

function isPlainText(code: string, message: string): boolean {
  return /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number/.test(code + message);
}

function describe(error: unknown): { name: string; code: string; message: string } {
  if (!isNativeError(error)) return { name: '', code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, code, message: error.message };
}
