import type { CatalogueDirectory } from './catalogue-directory';
import type { CatalogueStore } from './catalogue-store';

export function createCatalogueDirectory(dependencies: {
  readonly store: CatalogueStore;
}): CatalogueDirectory {
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
