import { readdirSync, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import { createDocsSiteRouter } from '../../api/docs-site/docs-site-routes';
import { createErrorHandler } from '../../api/http/error-handler';
import { assignRequestId } from '../../api/http/request-context';

/** What `npm run build:docs` writes. */
export const BUILT_SITE = path.join(__dirname, '../../docs/.vitepress/dist');

/** The HTML files of the built site, below its folder. @throws if it is not built */
export function builtPages(): string[] {
  if (!existsSync(path.join(BUILT_SITE, 'index.html'))) {
    throw new Error('The documentation site is not built. Run `npm run build:docs` first.');
  }
  return readdirSync(BUILT_SITE, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.html'))
    .sort();
}

export interface ServedSite {
  /** With `/docs/` at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** The built site, as the server shows it. */
export async function serveBuiltSite(): Promise<ServedSite> {
  builtPages();
  const application = express();
  application.use(assignRequestId, createDocsSiteRouter(BUILT_SITE));
  application.use(createErrorHandler(() => {}, 'https://keys.example'));
  const server: Server = createServer(application);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
