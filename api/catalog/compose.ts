import type { SliceParts } from '../http/slice';
import { createCatalogEndpoints } from './catalog-routes';
import { createCatalogService, type CatalogServiceDependencies } from './catalog-service';
import { createCatalogDirectory } from './catalog-directory';
import { createKnexCatalogStore } from './catalog-store';

/** The services that the platform sells. */
export function composeCatalog(
  dependencies: SliceParts & Pick<CatalogServiceDependencies, 'users'>,
) {
  const { database } = dependencies;
  const store = createKnexCatalogStore(database);
  const catalog = createCatalogService({ ...dependencies, store, unitOfWork: database });
  return {
    endpoints: createCatalogEndpoints(catalog),
    purge: [],
    catalog,
    directory: createCatalogDirectory({ store }),
  };
}
