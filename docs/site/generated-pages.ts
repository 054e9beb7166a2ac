import { providerPages } from './provider-pages';
import type { SitePage } from './site-page';

/** Files and folders below `docs/` that only the build writes. `.gitignore` lists them, too. */
export const GENERATED = ['reference/provider'];

/** Every page that is made of the code. */
export function generatedPages(): SitePage[] {
  return [...providerPages()];
}
