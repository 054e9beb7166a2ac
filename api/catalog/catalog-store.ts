import type { Service } from './service';

export interface CatalogStore {
  /** In order of ID. */
  list(filter?: { readonly free?: boolean | undefined }): Promise<readonly Service[]>;
  find(serviceId: string): Promise<Service | undefined>;
  /** Holds the catalog until the unit of work ends: of several that load one, each waits. */
  lock(loadedAt: Date): Promise<void>;
  /** Answers the version: one more with every catalog. Of several at once, each waits. */
  replace(services: readonly Service[], loadedAt: Date): Promise<number>;
  /** Whether none has ever been loaded; whoever is told so first holds back the others. */
  claimFirst(loadedAt: Date): Promise<boolean>;
}
