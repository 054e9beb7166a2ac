import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { ServiceAccount } from './service-account';

export type NewServiceAccount = Omit<ServiceAccount, 'roles' | 'version'> & {
  readonly roleIds: readonly string[];
};

export interface ServiceAccountChange {
  readonly name?: string;
  readonly description?: string | null;
  readonly disabledAt?: Date | null;
  readonly roleIds?: readonly string[];
}

export interface ServiceAccountStore extends TeamObjects {
  insert(account: NewServiceAccount): Promise<void>;
  find(teamId: string, id: string): Promise<ServiceAccount | undefined>;
  /** Holds the row until the unit of work ends: creates of keys take turns on it. */
  findForUpdate(teamId: string, id: string): Promise<ServiceAccount | undefined>;
  /** One row more than asked for. */
  list(
    teamId: string,
    filter: { name?: string | undefined },
    page: PageRequest,
  ): Promise<readonly ServiceAccount[]>;
  /** Its federated identities, and its keys that are not revoked: they end with it. */
  dependentIdsOf(id: string): Promise<readonly string[]>;
  update(id: string, change: ServiceAccountChange): Promise<void>;
  delete(id: string): Promise<void>;
}
