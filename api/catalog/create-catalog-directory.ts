import type { CatalogDirectory } from './catalog-directory';
import type { CatalogStore } from './catalog-store';

export function createCatalogDirectory(dependencies: {
  readonly store: CatalogStore;
}): CatalogDirectory {
  const { store } = dependencies;
  return {
    service: (serviceId) => store.find(serviceId),

    async model(serviceId, modelId) {
      const service = await store.find(serviceId);
      return service?.models.find(({ id }) => id === modelId);
    },

    freeServices: () => store.list({ free: true }),
  };
}
