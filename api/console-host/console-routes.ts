import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import type { ConsoleFile, ConsoleFiles } from './console-files';
import { basePathOf, isPageRequest, pageFor, pagePolicy } from './console-page';

export interface ConsoleDependencies {
  readonly files: ConsoleFiles;
  /** The URL at which browsers reach Keyplane. A path in it is a prefix that a proxy removes. */
  readonly issuer: string;
}

/**
 * The console at the root of the server. It comes after every other router, because it answers each
 * remaining path that a browser opens: the console decides itself what it shows there.
 */
export function createConsoleRouter({ files, issuer }: ConsoleDependencies): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const basePath = basePathOf(issuer);

  router.get('/assets/:name', (request, response, next) => {
    const file = files.assets.get(request.params.name);
    if (file === undefined) return next();
    const coded = bestCoding(file, request.acceptsEncodings('br') === 'br');
    response
      .type(request.params.name)
      .set('cache-control', 'public, max-age=31536000, immutable')
      .set('vary', 'accept-encoding');
    if (coded.encoding !== null) response.set('content-encoding', coded.encoding);
    response.send(coded.bytes);
  });

  router.get('/{*path}', (request, response, next) => {
    if (!isPageRequest(request.path)) return next();
    if (request.accepts(['json', 'html']) !== 'html') return next();
    const nonce = randomBytes(16).toString('base64url');
    response
      .set('content-security-policy', pagePolicy(nonce))
      .set('cache-control', 'no-store')
      .set('referrer-policy', 'same-origin')
      .set('vary', 'accept')
      .type('html')
      .send(pageFor(files.page, nonce, basePath));
  });
  return router;
}

function bestCoding({ bytes, brotli }: ConsoleFile, readsBrotli: boolean) {
  return brotli !== null && readsBrotli
    ? { bytes: brotli, encoding: 'br' }
    : { bytes, encoding: null };
}
