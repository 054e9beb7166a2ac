import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { createAddressPolicy, type AddressPolicy, type FederationSettings } from './address-policy';
import { urlFault } from './issuer-url';

/** An issuer that cannot be reached, or whose answer is wrong. */
export class IssuerFailure extends Error {
  override readonly name = 'IssuerFailure';
}

export interface IssuerTransport {
  /**
   * One GET of a JSON document: no redirects, 256 KiB, and only from addresses that may be asked,
   * judged when they are resolved for this connection. If the signal aborts, it rejects at once and
   * its connection is closed, whatever the issuer does.
   * @throws IssuerFailure
   */
  getJson(url: string, signal: AbortSignal): Promise<unknown>;
}

const MAX_BYTES = 256 * 1024;
/** Node's client reads 1xx answers for as long as they come. */
const MAX_INFORMATIONAL = 10;

export function createIssuerTransport(settings: FederationSettings): IssuerTransport {
  const addresses = createAddressPolicy(settings);
  const trusted = contextTrusting(settings.certificateAuthorities);

  return {
    async getJson(text, signal) {
      const fault = urlFault(text, settings, addresses);
      if (fault !== undefined) throw new IssuerFailure(fault.message);
      const url = new URL(text);
      const options = {
        agent: false,
        lookup: pinnedLookup(addresses),
        headers: { accept: 'application/json' },
      };
      const request =
        url.protocol === 'http:'
          ? http.get(url, options)
          : https.get(url, { ...options, ...trusted() });
      try {
        return JSON.parse(await bodyOf(request, signal));
      } catch (cause) {
        if (cause instanceof IssuerFailure) throw cause;
        throw new IssuerFailure(`${text} cannot be read: ${messageOf(cause)}`, { cause });
      }
    },
  };
}

/** Parsing all authorities takes longer than a connection, so only the first connection does it. */
function contextTrusting(own: string | null): () => { readonly secureContext?: SecureContext } {
  if (own === null) return () => ({});
  let secureContext: SecureContext | undefined;
  return () => {
    secureContext ??= createSecureContext({ ca: [...rootCertificates, own] });
    return { secureContext };
  };
}

/**
 * The socket connects to exactly the addresses that were judged, so a name cannot change in
 * between.
 */
function pinnedLookup(addresses: AddressPolicy): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const [first] = found;
      const refused = found.find(({ address }) => !addresses.allows(address));
      if (first === undefined || refused !== undefined) {
        return callback(new IssuerFailure(`${host} has an address that is not public.`), []);
      }
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** The promise settles in every case: with a body, a wrong answer, or a failed connection. */
function bodyOf(request: http.ClientRequest, signal: AbortSignal): Promise<string> {
  return new Promise<string>((settle, reject) => {
    let informational = 0;
    let hasAnswered = false;
    const refuse = (why: string): void => reject(new IssuerFailure(why));
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    request
      .on('error', reject)
      .on('information', () => {
        informational += 1;
        if (informational > MAX_INFORMATIONAL)
          refuse('The issuer sent informational answers without an end.');
      })
      // Without a listener, Node would close the connection and report nothing.
      .on('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        refuse(`The issuer answered with status ${statusCode}, not 200.`);
      })
      .on('close', () => {
        signal.removeEventListener('abort', abort);
        if (!hasAnswered) refuse('The issuer closed the connection without an answer.');
      });
    request.on('response', (response) => {
      hasAnswered = true;
      if (response.statusCode !== 200) {
        return refuse(`The issuer answered with status ${response.statusCode}, not 200.`);
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response
        .on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BYTES) refuse(`The issuer answered with more than ${MAX_BYTES} bytes.`);
          else chunks.push(chunk);
        })
        .on('error', reject)
        .on('end', () => settle(Buffer.concat(chunks).toString('utf8')))
        .on('close', () =>
          refuse('The issuer closed the connection before its answer was complete.'),
        );
    });
  }).finally(() => request.destroy());
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
