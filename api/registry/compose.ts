import type { Log } from '../operations/log';
import { createRegistryRouter } from './registry-routes';
import { openReleaseCatalog, type RegistrySettings } from './release-catalog';

/** It needs no database, so a registry answers whatever happens to that. */
export function composeRegistry(settings: RegistrySettings | null, log: Log) {
  const catalog = settings && openReleaseCatalog(settings, log);
  return {
    router: createRegistryRouter(catalog),
    close: () => catalog?.close(),
  };
}
