import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import type { Money } from '../domain/money';
import type { Caller, OperatorPrincipal } from '../domain/principal';
import { ServicesInUse, type AffectedKey, type CatalogUsers } from './affected-keys';
import type { CatalogStore } from './catalog-store';
import { requestCost, type ParameterValues } from './request-cost';
import type { Service } from './service';
import { lossOf, lossyServiceIds } from './service-loss';

export interface Catalog {
  /** The services in order of ID. */
  readonly services: readonly Service[];
  readonly version: number;
}

export interface LoadedCatalog extends Catalog {
  /** The service keys that can call less than before, in order of ID. */
  readonly affected: readonly AffectedKey[];
}

export interface CostRequest {
  readonly serviceId: string;
  readonly modelId: string;
  readonly parameters: ParameterValues;
}

export interface CatalogService {
  list(filter: { readonly free?: boolean | undefined }): Promise<readonly Service[]>;
  /** @throws Failure `not_found` */
  find(serviceId: string): Promise<Service>;
  /**
   * Replaces every service: a service that is not among `services` is no longer offered. The owners and
   * members of each service key that loses something are told.
   * @throws ServicesInUse if a paid key would lose something and that was not allowed
   */
  load(
    caller: Caller<OperatorPrincipal>,
    services: readonly Service[],
    options: { readonly allowLosses: boolean },
  ): Promise<LoadedCatalog>;
  /** Loads a catalog if none has ever been loaded; `undefined` if one has. */
  loadFirst(
    caller: Caller<OperatorPrincipal>,
    services: () => readonly Service[],
  ): Promise<LoadedCatalog | undefined>;
  /** @throws Failure `not_found`, `invalid_request` */
  estimate(request: CostRequest): Promise<Money>;
}

export interface CatalogServiceDependencies {
  readonly store: CatalogStore;
  readonly users: CatalogUsers;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}

export function createCatalogService(dependencies: CatalogServiceDependencies): CatalogService {
  const { store, users, unitOfWork, clock, audit } = dependencies;

  async function existing(serviceId: string): Promise<Service> {
    const service = await store.find(serviceId);
    if (service === undefined) throw notFound('service');
    return service;
  }

  /**
   * Read before the services are replaced, because free keys always have the services that are free at the
   * moment.
   */
  async function affectedBy(services: readonly Service[]): Promise<readonly AffectedKey[]> {
    const [before, after] = [byId(await store.list()), byId(services)];
    const lossy = lossyServiceIds(before, after);
    if (lossy.length === 0) return [];
    return (await users.using(lossy)).flatMap(({ uses, ...key }): AffectedKey[] => {
      const losses = uses.flatMap((use) => lossOf(use, before, after) ?? []);
      return losses.length === 0 ? [] : [{ ...key, losses }];
    });
  }

  const load: CatalogService['load'] = (caller, services, { allowLosses }) =>
    unitOfWork.run(async () => {
      await store.lock(clock.now());
      const affected = await affectedBy(services);
      const paid = affected.filter(({ plan }) => plan === 'paid');
      if (paid.length > 0 && !allowLosses) throw new ServicesInUse(paid);
      const version = await store.replace(services, clock.now());
      const loaded = await store.list();
      await audit.record(caller, {
        action: 'catalog.loaded',
        target: { kind: 'catalog', id: null },
        after: { version, services: loaded.map(({ id }) => id), affected_keys: affected.length },
      });
      for (const key of affected) await users.tell(key);
      return { services: loaded, version, affected };
    });

  return {
    list: (filter) => store.list(filter),
    find: existing,
    load,

    loadFirst: (caller, services) =>
      unitOfWork.run(async () =>
        (await store.claimFirst(clock.now()))
          ? load(caller, services(), { allowLosses: false })
          : undefined,
      ),

    async estimate({ serviceId, modelId, parameters }) {
      const { models } = await existing(serviceId);
      const model = models.find(({ id }) => id === modelId);
      if (model === undefined) throw notFound('model');
      return requestCost(model, parameters);
    },
  };
}

function byId(services: readonly Service[]): ReadonlyMap<string, Service> {
  return new Map(services.map((service) => [service.id, service]));
}
