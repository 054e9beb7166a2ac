import type { Endpoint } from '../../../api/http/endpoint';

/** Every list with pages, as the endpoints themselves tell: a new one is tested without being named. */
export function listEndpoints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints.filter(
    ({ query }) => 'page_token' in ((query as { shape?: object })?.shape ?? {}),
  );
}
