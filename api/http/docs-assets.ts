import { createRequire } from 'node:module';
import path from 'node:path';

/** The files of Swagger UI that `/docs/api` needs, with the license. */
export const DOCS_ASSETS = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'LICENSE',
  'NOTICE',
] as const;

/** The folder of the assets in a build, next to the bundle. */
export function docsAssetFolder(dist: string): string {
  return path.join(dist, 'docs-assets');
}

/** The installed package, which exists only in development. */
export function packagedAssetFolder(): string {
  return path.dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
}
