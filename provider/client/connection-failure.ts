import { isNativeError } from 'node:util/types';
import { AnswerRefused } from './http-sender';

/** Why a request got no answer, for the user, and whether another attempt may fare better. */
export interface ConnectionFailure {
  readonly sentence: string;
  readonly mayPass: boolean;
}

/** Reads what Node's HTTP client throws: its own message says little to a user. */
export function describeConnectionFailure(error: unknown, endpoint: string): ConnectionFailure {
  const { hostname, host, protocol } = new URL(endpoint);
  const { name, code, message } = describe(error);
  const passing = (sentence: string) => ({ sentence, mayPass: true });
  const lasting = (sentence: string) => ({ sentence, mayPass: false });

  if (error instanceof AnswerRefused) {
    return lasting(
      `${host} ${message}, which Keyplane never does. Check the host, the port and the path of the ` +
        'endpoint, and whether a proxy stands before it.',
    );
  }
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return passing(`${host} did not answer in time. Check the address, the network and firewalls.`);
  }
  switch (code) {
    case 'ENOTFOUND':
      return lasting(`The name ${hostname} is unknown to DNS. Check the spelling of the endpoint.`);
    case 'EAI_AGAIN':
      return passing(`DNS did not answer for ${hostname}. Check the network.`);
    case 'ECONNREFUSED':
      return passing(`Nothing accepts connections at ${host}. Is Keyplane running, on this port?`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return passing(`There is no route to ${host}. Check the network, or a VPN.`);
    case 'ECONNRESET':
    case 'EPIPE':
      return passing(
        protocol === 'http:'
          ? `${host} closed the connection without an answer. If it speaks TLS, write https://.`
          : `${host} closed the connection without an answer.`,
      );
  }
  if (code.startsWith('HPE_')) return lasting(`${host} does not speak HTTP. Check the port.`);
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number/.test(code + message)) {
    return lasting(`${host} does not speak TLS. If it serves plain HTTP, write http://.`);
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
    return lasting(
      `The TLS connection to ${host} failed: ${message}. For a private certificate authority ` +
        'name its file in the environment variable NODE_EXTRA_CA_CERTS.',
    );
  }
  return passing(`The connection to ${host} failed: ${message || code}.`);
}

function describe(error: unknown): { name: string; code: string; message: string } {
  if (!isNativeError(error)) return { name: '', code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, code, message: error.message };
}
