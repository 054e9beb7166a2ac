import path from 'node:path';
import { Router, type Request, type Response } from 'express';
import { Failure } from '../domain/failure';
import { isNamedIn } from '../http/if-none-match';
import { onlyRead } from '../http/only-read';
import { headersOf, targetOf } from './site-answer';
import { readSite, type SiteFile, type SiteFiles } from './site-files';

export const SITE_PATH = '/docs';

/** What the build of the site writes next to the built server. */
const BUILT = path.join(__dirname, '../dist/docs');

/**
 * The documentation site. It is read when it is first asked for, so it does not delay the start.
 * @param folder `null` for the site that was built with the server
 */
export function createDocsSiteRouter(folder: string | null): Router {
  const router = Router({ caseSensitive: true, strict: true });
  let site: Promise<SiteFiles | undefined> | undefined;

  async function currentSite(): Promise<SiteFiles> {
    site ??= readSite(folder ?? BUILT);
    const files = await site.catch(() => undefined);
    if (files !== undefined) return files;
    // The site may be built while the server runs.
    site = undefined;
    throw new Failure('not_found', NOT_BUILT);
  }

  router.use(SITE_PATH, onlyRead, async (request, response, next) => {
    response.locals.operationId = 'readDocumentation';
    const files = await currentSite();
    if (request.baseUrl + request.url !== request.originalUrl)
      return response.redirect(308, `${SITE_PATH}/`);
    const target = targetOf(files, sitePathOf(request));
    switch (target.kind) {
      case 'file':
        return send(request, response.status(200), target.name, target.file);
      case 'elsewhere':
        return response.redirect(308, `${SITE_PATH}/${encodeURI(target.path)}`);
      case 'nothing': {
        const page = files.get('404.html');
        if (page === undefined || !request.accepts('html')) {
          return next(new Failure('not_found', 'The documentation has no page at this path.'));
        }
        return send(request, response.status(404), '404.html', page);
      }
    }
  });
  return router;
}

const NOT_BUILT =
  'This server has no documentation site. Its operator can build the site with ' +
  '`npm run build:docs`, or set KEYPLANE_DOCS_DIR to a folder with a built site. The reference of ' +
  'the API is at /docs/api.';

/** The path below the site. Express has already refused a path that is not percent-encoded UTF-8. */
function sitePathOf(request: Request): string {
  return decodeURIComponent(request.path).replace(/^\//, '');
}

function send(request: Request, response: Response, name: string, file: SiteFile): void {
  const isCompressed = file.brotli !== undefined && Boolean(request.acceptsEncodings('br'));
  const etag = `"${file.tag}${isCompressed ? '-br' : ''}"`;
  response.set({ ...headersOf(name, file), etag });
  if (response.statusCode === 200 && isNamedIn(etag, request.get('if-none-match'))) {
    return void response.status(304).end();
  }
  const body = isCompressed ? file.brotli : file.bytes;
  if (isCompressed) response.set('content-encoding', 'br');
  response.set('content-length', String(body?.length ?? 0)).end(body);
}
