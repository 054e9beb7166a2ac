import type { SpanAttributes } from './tracing';

/** The semantic conventions for HTTP clients. Credentials and the query of the URL are left out. */
export function clientAttributes(method: string, url: string | URL): SpanAttributes {
  if (!URL.canParse(String(url))) return { 'http.request.method': method };
  const { origin, protocol, hostname, port, pathname } = new URL(url);
  return {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? '443' : '80')),
    'url.full': origin + pathname,
  };
}
