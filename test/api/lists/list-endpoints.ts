import type { Endpoint } from '../../../api/http/endpoint';

/** Every list with pages, taken from the endpoints themselves, so a new list is tested automatically. */
export function listEndpoints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints.filter(
    ({ query }) => 'page_token' in ((query as { shape?: object })?.shape ?? {}),
  );
}
