import { defineEndpoint, type Endpoint } from '../http/endpoint';
import {
  catalogueSchema,
  catalogueToWire,
  costEstimateSchema,
  costEstimateToWire,
  costRequestFromWire,
  costRequestSchema,
  loadCatalogueQuerySchema,
  loadCatalogueSchema,
  serviceListSchema,
  serviceParamsSchema,
  serviceQuerySchema,
  serviceSchema,
  servicesFromWire,
  serviceToWire,
} from './catalogue-schemas';
import type { CatalogueService } from './catalogue-service';

const tag = 'Catalogue';

export function createCatalogueEndpoints(service: CatalogueService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'loadCatalogue',
      method: 'put',
      path: '/v1/catalogue',
      tag,
      summary: 'Replace the catalogue',
      description:
        'What is not in it is no longer offered. Every call is judged by the catalog as it is then. The ' +
        'owners and members of each service key that loses something are told.',
      access: 'operator',
      query: loadCatalogueQuerySchema,
      body: loadCatalogueSchema,
      status: 200,
      response: catalogueSchema,
      versioned: true,
      failures: ['services_in_use'],
      async handle({ caller, query, body }) {
        const allowLosses = query.allow_losses === 'true';
        const catalogue = await service.load(caller, servicesFromWire(body), { allowLosses });
        return { body: catalogueToWire(catalogue), version: catalogue.version };
      },
    }),
    defineEndpoint({
      operationId: 'listServices',
      method: 'get',
      path: '/v1/services',
      tag,
      summary: 'What the platform offers, with its models and prices',
      description:
        'In the order of their IDs. It has no `sort`, because services come from a file and have no time of ' +
        'creation, and no pages, because it is short.',
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
      summary: 'One service',
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
      summary: 'What one request would cost',
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
