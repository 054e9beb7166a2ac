import { defineEndpoint, type Endpoint } from '../http/endpoint';
import {
  catalogSchema,
  catalogToWire,
  loadCatalogQuerySchema,
  loadCatalogSchema,
  serviceListSchema,
  serviceParamsSchema,
  serviceQuerySchema,
  serviceSchema,
  servicesFromWire,
  serviceToWire,
} from './catalog-schemas';
import {
  costEstimateSchema,
  costEstimateToWire,
  costRequestFromWire,
  costRequestSchema,
} from './cost-estimate-schemas';
import type { CatalogService } from './catalog-service';

const tag = 'Catalog';

export function createCatalogEndpoints(service: CatalogService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'loadCatalog',
      method: 'put',
      path: '/v1/catalog',
      tag,
      summary: 'Replace the catalog',
      description:
        'A service that the new catalog omits is no longer offered. Keyplane checks every ' +
        'call against the catalog that is loaded at the time of the call. It notifies the ' +
        'owners of the team and the members of each service key that loses a service.',
      access: 'operator',
      query: loadCatalogQuerySchema,
      body: loadCatalogSchema,
      status: 200,
      response: catalogSchema,
      versioned: true,
      failures: ['services_in_use'],
      async handle({ caller, query, body }) {
        const allowLosses = query.allow_losses === 'true';
        const catalog = await service.load(caller, servicesFromWire(body), { allowLosses });
        return { body: catalogToWire(catalog), version: catalog.version };
      },
    }),
    defineEndpoint({
      operationId: 'listServices',
      method: 'get',
      path: '/v1/services',
      tag,
      summary: 'List the services of the platform, with models and prices',
      description:
        'Sorted by ID. The list has no `sort`, because services come from a file and have ' +
        'no creation time. It has no pages, because it is short.',
      access: 'authenticated',
      narrowed: 'allowed',
      query: serviceQuerySchema,
      status: 200,
      response: serviceListSchema,
      async handle({ query }) {
        const services = await service.list({ free: query.free });
        return { body: { items: services.map(serviceToWire) } };
      },
    }),
    defineEndpoint({
      operationId: 'getService',
      method: 'get',
      path: '/v1/services/{service_id}',
      tag,
      summary: 'Get a service',
      access: 'authenticated',
      narrowed: 'allowed',
      params: serviceParamsSchema,
      status: 200,
      response: serviceSchema,
      async handle({ params }) {
        return { body: serviceToWire(await service.find(params.service_id)) };
      },
    }),
    defineEndpoint({
      operationId: 'estimateCost',
      method: 'post',
      path: '/v1/cost-estimates',
      tag,
      summary: 'Calculate the cost of one request',
      access: 'authenticated',
      narrowed: 'allowed',
      body: costRequestSchema,
      status: 200,
      response: costEstimateSchema,
      failures: ['not_found'],
      async handle({ body }) {
        const request = costRequestFromWire(body);
        return { body: costEstimateToWire(request, await service.estimate(request)) };
      },
    }),
  ];
}
