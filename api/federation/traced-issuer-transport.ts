import { clientAttributes } from '../tracing/client-attributes';
import type { Tracing } from '../tracing/tracing';
import type { IssuerTransport } from './issuer-transport';

/**
 * A transport whose requests are spans. They do not pass the trace on, because the issuer belongs to somebody
 * else, and each team chooses its own.
 */
export function tracedIssuerTransport(
  transport: IssuerTransport,
  tracing: Tracing,
): IssuerTransport {
  if (!tracing.isOn) return transport;
  return {
    getJson: (url, signal) =>
      tracing.within(
        'GET',
        { kind: 'client', attributes: clientAttributes('GET', url) },
        async (span) => {
          const json = await transport.getJson(url, signal);
          span?.set({ 'http.response.status_code': 200 });
          return json;
        },
      ),
  };
}
