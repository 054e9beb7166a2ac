import type { CatalogStore } from './catalog-store';
import type { Service, ServiceModel } from './service';

/** Other slices look up here what the platform sells. */
export interface CatalogDirectory {
  service(serviceId: string): Promise<Service | undefined>;
  model(serviceId: string, modelId: string): Promise<ServiceModel | undefined>;
  /** In order of ID: what every team's free key may call. */
  freeServices(): Promise<readonly Service[]>;
}

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
