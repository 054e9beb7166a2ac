import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { FederatedIdentity, Trust } from './federated-identity';

export type FederatedIdentityChange = Partial<
  Trust & Pick<FederatedIdentity, 'name' | 'disabledAt'>
>;

export interface FederatedIdentityFilter {
  readonly serviceAccountId?: string | undefined;
  readonly name?: string | undefined;
}

export interface FederatedIdentityStore extends TeamObjects {
  insert(identity: FederatedIdentity): Promise<void>;
  find(teamId: string, id: string): Promise<FederatedIdentity | undefined>;
  /** Held until the unit of work ends. */
  findForUpdate(teamId: string, id: string): Promise<FederatedIdentity | undefined>;
  /** By ID, and one row more than asked for. */
  list(
    teamId: string,
    filter: FederatedIdentityFilter,
    page: PageRequest,
  ): Promise<readonly FederatedIdentity[]>;
  /** By ID: those of the account that trust the issuer, disabled ones too. */
  trusting(serviceAccountId: string, issuer: string): Promise<readonly FederatedIdentity[]>;
  update(id: string, change: FederatedIdentityChange): Promise<void>;
  /** Not a change: its version stays. */
  recordUse(id: string, at: Date): Promise<void>;
  delete(id: string): Promise<void>;
}
