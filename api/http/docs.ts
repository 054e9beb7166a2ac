import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Handler } from 'express';
import { docsAssetFolder, packagedAssetFolder } from './docs-assets';
import { onlyRead } from './only-read';

/** Next to the folder of this source, and next to the built server. A test compares it with the routes. */
const DOCUMENT = join(__dirname, '..', 'openapi.json');

/** Swagger UI styles its elements inline and holds its icons as data. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * `/openapi.json`, and a page at `/docs/api` on which people read it and try the API. The content
 * security policy of that page allows what it needs.
 */
export function createDocsRouter(): Router {
  const router = Router();
  let assets: Handler | undefined;

  router.use(['/openapi.json', '/docs/api'], onlyRead);
  router.get('/openapi.json', (_request, response) => {
    response.sendFile(DOCUMENT);
  });
  router.get('/docs/api', (_request, response) => {
    response.set('content-security-policy', PAGE_POLICY).type('html').send(DOCS_PAGE);
  });
  router.get('/docs/api/start.js', (_request, response) => {
    response.type('text/javascript').send(START_SCRIPT);
  });
  router.use('/docs/api/assets', (request, response, next) => {
    assets ??= express.static(assetFolder(__dirname), { index: false, maxAge: '1d' });
    return assets(request, response, next);
  });
  return router;
}

/** What the build has copied next to the bundle, or what is installed for development. */
function assetFolder(beside: string): string {
  const built = docsAssetFolder(beside);
  return existsSync(built) ? built : packagedAssetFolder();
}

const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Keyplane API</title>
    <link rel="stylesheet" href="/docs/api/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/api/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/api/start.js"></script>
  </body>
</html>
`;

const START_SCRIPT = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api' });\n`;
