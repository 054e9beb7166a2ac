import type { Service, ServiceModel } from './service';

/** Where other slices look up what the platform sells. */
export interface CatalogDirectory {
  service(serviceId: string): Promise<Service | undefined>;
  model(serviceId: string, modelId: string): Promise<ServiceModel | undefined>;
  /** In order of ID: what every team's free key may call. */
  freeServices(): Promise<readonly Service[]>;
}
