import { isNativeError } from 'node:util/types';

/** Why a request got no answer, for the user, and whether another attempt may fare better. */
export interface ConnectionFailure {
  readonly sentence: string;
  readonly mayPass: boolean;
}

/** Reads what Node's `fetch` throws: its own message says only "fetch failed". */
export function describeConnectionFailure(error: unknown, endpoint: string): ConnectionFailure {
  const { hostname, host, port, protocol } = new URL(endpoint);
  const cause = causeOf(error);
  const { code, message } = cause;
  const passing = (sentence: string) => ({ sentence, mayPass: true });
  const lasting = (sentence: string) => ({ sentence, mayPass: false });

  if (cause.name === 'TimeoutError' || code === 'ETIMEDOUT' || /^UND_ERR_.*TIMEOUT$/.test(code)) {
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
    case 'UND_ERR_SOCKET':
      return passing(
        protocol === 'http:'
          ? `${host} closed the connection without an answer. If it speaks TLS, write https://.`
          : `${host} closed the connection without an answer.`,
      );
  }
  if (message === 'bad port') return lasting(`Port ${port} is one that HTTP never uses.`);
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

function causeOf(error: unknown): { name: string; code: string; message: string } {
  if (!isNativeError(error)) return { name: '', code: '', message: String(error) };
  const cause = isNativeError(error.cause) ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return { name: cause.name, code, message: cause.message };
}
