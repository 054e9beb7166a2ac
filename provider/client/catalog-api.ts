import type { Call, CallOptions } from './call';
import type { components } from './generated/api';

export type Service = components['schemas']['Service'];
export type CostEstimate = components['schemas']['CostEstimate'];
export type Terms = components['schemas']['Terms'];

export interface CostQuestion {
  readonly service_id: string;
  readonly model_id: string;
  /** Exact decimals by the names of the model's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the platform offers, at which prices and on which terms. Rejects with `ApiError`. */
export interface CatalogApi {
  service(id: string, options: CallOptions): Promise<Service>;
  services(filter: { readonly free?: boolean }, options: CallOptions): Promise<readonly Service[]>;
  estimateCost(question: CostQuestion, options: CallOptions): Promise<CostEstimate>;
  /** The risk agreement in its current version. */
  terms(options: CallOptions): Promise<Terms>;
}

export function createCatalogApi(call: Call): CatalogApi {
  return {
    service: async (id, { signal }) =>
      (await call({
        method: 'GET',
        path: `/v1/services/${encodeURIComponent(id)}`,
        signal,
      })) as Service,

    async services({ free }, { signal }) {
      const query = free === undefined ? {} : { free: String(free) };
      const answer = await call({ method: 'GET', path: '/v1/services', query, signal });
      return (answer as components['schemas']['ServiceList']).items;
    },

    estimateCost: async (question, { signal }) =>
      (await call({
        method: 'POST',
        path: '/v1/cost-estimates',
        body: question,
        signal,
      })) as CostEstimate,

    terms: async ({ signal }) =>
      (await call({ method: 'GET', path: '/v1/terms', signal })) as Terms,
  };
}
