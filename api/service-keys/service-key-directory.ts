import type { CatalogDirectory } from '../catalog/catalog-directory';
import type { EnabledService, ServiceKey } from './service-key';
import type { ServiceKeyStore } from './service-key-store';

/** Verification looks up here what a token may call. */
export interface ServiceKeyDirectory {
  /** Its services that may be called at this moment. */
  find(teamId: string, serviceKeyId: string): Promise<ServiceKey | undefined>;
}

export function createServiceKeyDirectory(dependencies: {
  store: Pick<ServiceKeyStore, 'find'>;
  catalog: Pick<CatalogDirectory, 'freeServices'>;
}): ServiceKeyDirectory {
  const { store, catalog } = dependencies;
  return {
    async find(teamId, serviceKeyId) {
      const key = await store.find(teamId, serviceKeyId);
      if (key?.plan !== 'free') return key;
      return { ...key, services: everyFreeService(await catalog.freeServices()) };
    },
  };
}

/** What the free key has enabled (S3), no matter when it was created. */
export function everyFreeService(services: readonly { readonly id: string }[]): EnabledService[] {
  return services.map(({ id }) => ({
    serviceId: id,
    billingPolicy: 'free',
    modelIds: [],
    walletId: null,
  }));
}
