import type { ServiceAccountPrincipal } from '../domain/principal';

/** The current state of a service account for which somebody acts through a federated identity. */
export interface FederatedCredential {
  readonly identity: { readonly id: string; readonly name: string };
  /** Changes if the trust settings of the identity change. */
  readonly trust: string;
  readonly standing: 'good' | BadFederation;
  /** The federated identity is its credential. */
  readonly principal: ServiceAccountPrincipal;
}

export type BadFederation = 'identity_disabled' | 'owner_disabled' | 'team_suspended';

export interface FederatedCredentialLookup {
  byIdentityId(id: string): Promise<FederatedCredential | undefined>;
}
