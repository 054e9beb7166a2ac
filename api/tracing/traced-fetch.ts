import { clientAttributes } from './client-attributes';
import type { Tracing } from './tracing';

type Fetch = (url: string, options: { readonly method: string }) => Promise<Response>;

/** `fetch` whose requests are spans. They do not pass the trace on, because another company may run the server. */
export function tracedFetch(tracing: Tracing): Fetch {
  const send: Fetch = (url, options) => fetch(url, options as RequestInit);
  if (!tracing.isOn) return send;
  return (url, options) => {
    const { method } = options;
    const attributes = clientAttributes(method, url);
    return tracing.within(method, { kind: 'client', attributes }, async (span) => {
      const response = await send(url, options);
      span?.set({ 'http.response.status_code': response.status });
      if (!response.ok) span?.set({ 'error.type': String(response.status) });
      return response;
    });
  };
}
