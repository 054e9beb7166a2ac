import { createRequire } from 'node:module';
import path from 'node:path';

/** All that `/docs` needs of Swagger UI, with its license. */
export const DOCS_ASSETS = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'LICENSE',
  'NOTICE',
] as const;

/** Where a build keeps them, next to the bundle. */
export function docsAssetFolder(dist: string): string {
  return path.join(dist, 'docs-assets');
}

/** The package, which is there in development only. */
export function packagedAssetFolder(): string {
  return path.dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
}
