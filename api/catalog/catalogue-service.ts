import type { AuditTrail } from '../audit/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import type { Money } from '../domain/money';
import type { Caller, OperatorPrincipal } from '../domain/principal';
import type { CatalogueStore } from './catalogue-store';
import { requestCost, type ParameterValues } from './request-cost';
import type { Service } from './service';

export interface Catalogue {
  /** In order of ID. */
  readonly services: readonly Service[];
  readonly version: number;
}

export interface CostRequest {
  readonly serviceId: string;
  readonly modelId: string;
  readonly parameters: ParameterValues;
}

export interface CatalogueService {
  list(filter: { readonly free?: boolean | undefined }): Promise<readonly Service[]>;
  /** @throws Failure `not_found` */
  find(serviceId: string): Promise<Service>;
  /** Replaces every service: what is not among `services` is not offered any more. */
  load(caller: Caller<OperatorPrincipal>, services: readonly Service[]): Promise<Catalogue>;
  /** Where none has ever been loaded; `undefined` where one has. */
  loadFirst(
    caller: Caller<OperatorPrincipal>,
    services: () => readonly Service[],
  ): Promise<Catalogue | undefined>;
  /** @throws Failure `not_found`, `invalid_request` */
  estimate(request: CostRequest): Promise<Money>;
}

export interface CatalogueServiceDependencies {
  readonly store: CatalogueStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}

export function createCatalogueService(
  dependencies: CatalogueServiceDependencies,
): CatalogueService {
  const { store, unitOfWork, clock, audit } = dependencies;

  async function existing(serviceId: string): Promise<Service> {
    const service = await store.find(serviceId);
    if (service === undefined) throw notFound('service');
    return service;
  }

  const load: CatalogueService['load'] = (caller, services) =>
    unitOfWork.run(async () => {
      const version = await store.replace(services, clock.now());
      const loaded = await store.list();
      await audit.record(caller, {
        action: 'catalogue.loaded',
        target: { kind: 'catalogue', id: null },
        after: { version, services: loaded.map(({ id }) => id) },
      });
      return { services: loaded, version };
    });

  return {
    list: (filter) => store.list(filter),
    find: existing,
    load,

    loadFirst: (caller, services) =>
      unitOfWork.run(async () =>
        (await store.claimFirst(clock.now())) ? load(caller, services()) : undefined,
      ),

    async estimate({ serviceId, modelId, parameters }) {
      const { models } = await existing(serviceId);
      const model = models.find(({ id }) => id === modelId);
      if (model === undefined) throw notFound('model');
      return requestCost(model, parameters);
    },
  };
}
