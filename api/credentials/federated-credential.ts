import type { ServiceAccountPrincipal } from '../domain/principal';

/** A service account as a federated identity lets somebody act for it, with all as it is now. */
export interface FederatedCredential {
  readonly identity: { readonly id: string; readonly name: string };
  /** Tells what the identity trusts from what it trusted before. */
  readonly trust: string;
  readonly standing: 'good' | BadFederation;
  /** Its `keyId` is the ID of the federated identity: that is what authenticated. */
  readonly principal: ServiceAccountPrincipal;
}

export type BadFederation = 'identity_disabled' | 'owner_disabled' | 'team_suspended';

export interface FederatedCredentialLookup {
  byIdentityId(id: string): Promise<FederatedCredential | undefined>;
}
