import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { createAddressPolicy, type AddressPolicy, type FederationSettings } from './address-policy';
import { urlFault } from './issuer-url';

/** An issuer that cannot be asked, or answers with something else than it should. */
export class IssuerFailure extends Error {
  override readonly name = 'IssuerFailure';
}

export interface IssuerTransport {
  /**
   * One GET of a JSON document: no redirects, 5 s, 256 KiB, and only from addresses that may be
   * asked, judged as they are resolved for this very connection.
   * @throws IssuerFailure
   */
  getJson(url: string): Promise<unknown>;
}

const TIMEOUT_MS = 5000;
const MAX_BYTES = 256 * 1024;

export function createIssuerTransport(settings: FederationSettings): IssuerTransport {
  const addresses = createAddressPolicy(settings);
  const ca = settings.certificateAuthorities;

  return {
    async getJson(text) {
      const fault = urlFault(text, settings, addresses);
      if (fault !== undefined) throw new IssuerFailure(fault.message);
      const url = new URL(text);
      const options = {
        agent: false,
        lookup: pinnedLookup(addresses),
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      };
      const request =
        url.protocol === 'http:'
          ? http.get(url, options)
          : https.get(url, { ...options, ...(ca !== null && { ca: authorities(ca) }) });
      try {
        return JSON.parse(await bodyOf(request));
      } catch (cause) {
        if (cause instanceof IssuerFailure) throw cause;
        throw new IssuerFailure(`${text} cannot be read: ${messageOf(cause)}`, { cause });
      }
    },
  };
}

function authorities(own: string): string[] {
  return [...rootCertificates, own];
}

/** The socket connects to the very addresses that were judged: a name cannot change in between. */
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

function bodyOf(request: http.ClientRequest): Promise<string> {
  return new Promise((settle, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      if (response.statusCode !== 200) {
        response.destroy();
        reject(new IssuerFailure(`It answered with status ${response.statusCode}, not 200.`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BYTES) {
          response.destroy(new IssuerFailure(`It answered with more than ${MAX_BYTES} bytes.`));
        } else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => settle(Buffer.concat(chunks).toString('utf8')));
    });
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
