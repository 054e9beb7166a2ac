import { createKnexFederatedCredentialLookup } from './knex-federated-credential-lookup';
import { createKnexFederatedIdentityStore } from './knex-federated-identity-store';
import {
  createFederatedIdentityService,
  type FederatedIdentityDependencies,
} from './federated-identity-service';
import { createIssuerKeys } from './issuer-keys';
import { createIssuerTransport } from './issuer-transport';
import { createSubjectTokens, type UsedTokens } from './token-redemption';
import type { Database } from '../database/database';

/** Federated identities, and all that judges the tokens of outside issuers. */
export function composeFederation(
  dependencies: Omit<FederatedIdentityDependencies, 'store' | 'unitOfWork'> & {
    readonly database: Database;
    readonly used: UsedTokens;
    /** Told of an issuer that could not be asked for its keys. */
    readonly onIssuerFailure: (issuer: string, failure: unknown) => void;
  },
) {
  const { database, used, settings, clock, onIssuerFailure, ...slices } = dependencies;
  const store = createKnexFederatedIdentityStore(database);
  const credentials = createKnexFederatedCredentialLookup(database);
  const transport = createIssuerTransport(settings);
  const keys = createIssuerKeys({ transport, clock, onFailure: onIssuerFailure });
  const shared = { ...slices, store, clock, unitOfWork: database };
  return {
    credentials,
    service: createFederatedIdentityService({ ...shared, settings }),
    subjectTokens: createSubjectTokens({ ...shared, credentials, keys, used }),
  };
}
