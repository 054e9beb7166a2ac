import type { Database } from '../database/database';
import type { Endpoint } from '../http/endpoint';
import type { ServiceAccountService } from '../service-accounts/service-account-service';
import type { ServiceKeyService } from '../service-keys/service-key-service';
import type { CurrentTerms } from '../service-keys/terms';
import { createDryRunEndpoints } from './dry-run-routes';
import { createDryRunService, type DryRunDependencies } from './dry-run-service';
import { createStandIns } from './stand-ins';

/** Rehearses the requests of other endpoints. */
export function composeDryRuns(
  dependencies: Pick<DryRunDependencies, 'reportUnexpected' | 'issuer'> & {
    readonly database: Database;
    readonly endpoints: readonly Endpoint[];
    /** Creates stand-ins for objects that are known only after the apply. */
    readonly standIns: {
      readonly serviceAccounts: { readonly service: ServiceAccountService };
      readonly serviceKeys: {
        readonly serviceKeys: ServiceKeyService;
        readonly terms: CurrentTerms;
      };
    };
  },
) {
  const { database, endpoints, reportUnexpected, issuer } = dependencies;
  const { serviceAccounts, serviceKeys } = dependencies.standIns;
  const standIns = createStandIns({
    serviceAccounts: serviceAccounts.service,
    serviceKeys: serviceKeys.serviceKeys,
    terms: serviceKeys.terms,
  });
  const service = createDryRunService({
    endpoints,
    standIns,
    unitOfWork: database,
    reportUnexpected,
    issuer,
  });
  return { endpoints: createDryRunEndpoints(service), purge: [] };
}
