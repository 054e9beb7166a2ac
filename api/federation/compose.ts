import { createKnexFederatedCredentialLookup } from './knex-federated-credential-lookup';
import { createKnexFederatedIdentityStore } from './federated-identity-store';
import {
  createFederatedIdentityService,
  type FederatedIdentityDependencies,
} from './federated-identity-service';
import { createIssuerKeys } from './issuer-keys';
import { createIssuerTransport } from './issuer-transport';
import { createSubjectTokens, type UsedTokens } from './token-redemption';
import type { Database } from '../database/database';
import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import type { Log } from '../operations/log';
import { tracedIssuerTransport } from './traced-issuer-transport';
import type { Tracing } from '../tracing/tracing';
import { PUBLIC_ISSUERS_ONLY, type FederationSettings } from './address-policy';
import { createFederatedIdentityEndpoints } from './federated-identity-routes';

/** Federated identities, and the judgment of tokens of external issuers. */
export function composeFederation(
  dependencies: SliceParts &
    Pick<FederatedIdentityDependencies, 'accounts' | 'roles' | 'issuer' | 'creations'> & {
      /** Which external issuers may be asked. If absent, public ones on https. */
      readonly settings: FederationSettings | undefined;
      readonly used: UsedTokens;
      readonly log: Log;
      readonly tracing: Tracing;
    },
) {
  const {
    database,
    used,
    settings = PUBLIC_ISSUERS_ONLY,
    clock,
    log,
    tracing,
    ...slices
  } = dependencies;
  const store = createKnexFederatedIdentityStore(database);
  const credentials = createKnexFederatedCredentialLookup(database);
  const transport = tracedIssuerTransport(createIssuerTransport(settings), tracing);
  const keys = createIssuerKeys({
    transport,
    clock,
    onFailure: (issuer, failure) =>
      log.warn({ issuer, err: failure }, 'the keys of an external issuer could not be read'),
  });
  const shared = { ...slices, store, clock, unitOfWork: database };
  return {
    endpoints: createFederatedIdentityEndpoints(
      createFederatedIdentityService({ ...shared, settings }),
    ),
    purge: [],
    credentials,
    subjectTokens: createSubjectTokens({ ...shared, credentials, keys, used }),
  };
}

/**
 * For code that only looks up which objects exist. Creating the whole service would need more of the
 * server.
 */
export function federatedIdentityObjects(database: Database): {
  readonly federated_identity: TeamObjects;
} {
  return { federated_identity: createKnexFederatedIdentityStore(database) };
}
