import { createWhoamiEndpoints } from './whoami-routes';
import { createWhoamiService } from './whoami-service';

/** Tells callers who they are. */
export function composeWhoami(dependencies: Parameters<typeof createWhoamiService>[0]) {
  const service = createWhoamiService(dependencies);
  return { endpoints: createWhoamiEndpoints(service), purge: [] };
}
