import { isListed, isLocal } from './no-proxy';

/** The proxy that requests go to instead of the endpoint itself. */
export interface Proxy {
  readonly protocol: 'http:' | 'https:' | 'socks5:';
  readonly hostname: string;
  readonly port: number;
  /** The address of the proxy for people, without credentials. */
  readonly address: string;
  /** The environment variable that names it. */
  readonly variable: string;
  readonly user?: { readonly name: string; readonly password: string };
}

export interface Route {
  /** Absent if the endpoint is called directly. */
  readonly proxy?: Proxy;
  /** The variable that exempts the endpoint from a proxy, if one does. */
  readonly exemptedBy?: string;
}

/** A text for the user, without the variable's value, which may contain a password. */
export interface RouteProblem {
  readonly summary: string;
  readonly problem: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The way to an endpoint by the rules of Go's golang.org/x/net/http/httpproxy, which other
 * providers follow. There is one difference: a variable that does not name a proxy is refused here,
 * while Go would ignore it and call the endpoint directly.
 */
export function routeTo(endpoint: string, environment: Environment): Route | RouteProblem {
  const url = new URL(endpoint);
  const isSecure = url.protocol === 'https:';
  const variable = firstSet(environment, isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (variable === undefined) return {};
  if (!isSecure && environment['REQUEST_METHOD']) {
    return {
      summary: `${variable} is not used in a CGI environment`,
      problem:
        `REQUEST_METHOD is set, so ${variable} may come from the header of a request. Unset ` +
        `REQUEST_METHOD, or unset ${variable}.`,
    };
  }
  const address = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || (isSecure ? '443' : '80'),
  };
  if (isLocal(address)) return {};
  const exemption = firstSet(environment, 'NO_PROXY');
  if (exemption !== undefined && isListed(environment[exemption] ?? '', address)) {
    return { exemptedBy: exemption };
  }
  return parseProxy(variable, environment[variable] ?? '');
}

/** Upper case counts before lower case, and an empty variable does not count. */
function firstSet(environment: Environment, name: string): string | undefined {
  return [name, name.toLowerCase()].find((each) => environment[each]);
}

const DEFAULT_PORTS: Readonly<Record<Proxy['protocol'], number>> = {
  'http:': 80,
  'https:': 443,
  'socks5:': 1080,
};

function parseProxy(variable: string, text: string): Route | RouteProblem {
  const given = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(given) ? given : `http://${given}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const form = 'Set it to an address such as http://proxy.example.com:3128';
  if (url === undefined || url.hostname === '') {
    return {
      summary: `${variable} is malformed`,
      problem:
        `${variable} is not the address of a proxy. ${form}, or unset it. Percent-encode special ` +
        'characters of a user name and a password.',
    };
  }
  const { hostname } = url;
  // In `socks5h`, the `h` means that the proxy looks up names. Here it always does.
  const protocol = url.protocol.replace('socks5h:', 'socks5:');
  if (!isSupported(protocol)) {
    return {
      summary: `${variable} names an unsupported kind of proxy`,
      problem:
        `${variable} begins with ${protocol}//, and only proxies that begin with http://, https:// or ` +
        `socks5:// can be used. ${form}.`,
    };
  }
  const user = { name: decoded(url.username), password: decoded(url.password) };
  return {
    proxy: {
      protocol,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? DEFAULT_PORTS[protocol] : Number(url.port),
      address: `${protocol}//${url.host}`,
      variable,
      ...((user.name !== '' || user.password !== '') && { user }),
    },
  };
}

function isSupported(protocol: string): protocol is Proxy['protocol'] {
  return protocol in DEFAULT_PORTS;
}

/** `Proxy-Authorization`, if the variable has credentials. */
export function proxyHeaders({ user }: Proxy): Readonly<Record<string, string>> {
  if (user === undefined) return {};
  const credentials = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${credentials}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
