import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Service } from './service';

export interface CatalogStore {
  /** The services in order of ID. */
  list(filter?: { readonly free?: boolean | undefined }): Promise<readonly Service[]>;
  find(serviceId: string): Promise<Service | undefined>;
  /** Locks the catalog until the unit of work ends, so several loads take turns. */
  lock(loadedAt: Date): Promise<void>;
  /** Returns the new version. Each catalog increases it by one. Concurrent calls take turns. */
  replace(services: readonly Service[], loadedAt: Date): Promise<number>;
  /** Whether no catalog was ever loaded. The first caller that gets `true` makes the others wait. */
  claimFirst(loadedAt: Date): Promise<boolean>;
}

interface ServiceRow {
  id: string;
  free: boolean;
  definition: string;
}

interface CatalogRow {
  id: string;
  loaded_at: number;
  version: number;
}

/** There is one row, on which several loads take turns. */
const THE_CATALOG = 'catalogue';
const ROWS_PER_INSERT = 100;

export function createKnexCatalogStore(database: Database): CatalogStore {
  const services = () => database.knex<ServiceRow>('services');
  const catalogs = () => database.knex<CatalogRow>('catalogues');

  async function claimFirst(loadedAt: Date): Promise<boolean> {
    const inserted = await catalogs()
      .insert({ id: THE_CATALOG, loaded_at: toMillis(loadedAt), version: 0 })
      .onConflict('id')
      .ignore()
      .returning('id');
    return inserted.length > 0;
  }

  return {
    claimFirst,

    async list({ free } = {}) {
      const query = services().orderBy('id');
      if (free !== undefined) void query.where({ free });
      return (await query).map(toService);
    },

    async find(id) {
      const [row] = await services().where({ id });
      return row && toService(row);
    },

    async lock(loadedAt) {
      await claimFirst(loadedAt);
      await database.dialect.lockRows(catalogs().where({ id: THE_CATALOG }));
    },

    async replace(replacing, loadedAt) {
      await claimFirst(loadedAt);
      const [updated] = await catalogs()
        .where({ id: THE_CATALOG })
        .update({ loaded_at: toMillis(loadedAt), version: database.knex.raw('version + 1') })
        .returning('version');
      await services().delete();
      for (let start = 0; start < replacing.length; start += ROWS_PER_INSERT) {
        await services().insert(replacing.slice(start, start + ROWS_PER_INSERT).map(toRow));
      }
      return updated?.version ?? 0;
    },
  };
}

function toService({ definition }: ServiceRow): Service {
  return JSON.parse(definition) as Service;
}

function toRow(service: Service): ServiceRow {
  return { id: service.id, free: service.free, definition: JSON.stringify(service) };
}
