import type { Log } from '../operations/log';
import { createRegistryRouter } from './registry-routes';
import { openReleaseCatalog, type RegistrySettings } from './release-catalog';

/** The registry needs no database, so it keeps answering if the database fails. */
export function composeRegistry(settings: RegistrySettings | null, log: Log) {
  const catalog = settings && openReleaseCatalog(settings, log);
  return {
    router: createRegistryRouter(catalog),
    close: () => catalog?.close(),
  };
}
