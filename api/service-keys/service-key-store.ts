import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { EnabledService, ServiceKey, ServiceKeyPlan } from './service-key';

export type ServiceKeyChange = Partial<
  Pick<
    ServiceKey,
    'name' | 'description' | 'terms' | 'memberIds' | 'revokedAt' | 'revokedBy' | 'revokedReason'
  > & { readonly services: readonly EnabledService[] }
>;

export interface ServiceKeyFilter {
  readonly name?: string | undefined;
  readonly plan?: ServiceKeyPlan | undefined;
  /** Only those that this member is assigned to. */
  readonly memberId?: string | undefined;
  readonly revoked: boolean;
}

/** Answers a free key without services: the catalog knows them. */
export interface ServiceKeyStore extends TeamObjects {
  insert(key: ServiceKey): Promise<void>;
  find(teamId: string, id: string): Promise<ServiceKey | undefined>;
  /** Holds the row until the unit of work ends: changes of assignments and new tokens take turns. */
  findForUpdate(teamId: string, id: string): Promise<ServiceKey | undefined>;
  /** By ID, and one row more than asked for. */
  list(teamId: string, filter: ServiceKeyFilter, page: PageRequest): Promise<readonly ServiceKey[]>;
  /**
   * Those that are not revoked and have one of these services enabled, in order of ID. `freeKeys`: the
   * free keys as well, if their teams have ever used them.
   */
  enabling(
    serviceIds: readonly string[],
    also: { readonly freeKeys: boolean },
  ): Promise<readonly ServiceKey[]>;
  /** Those of these that the member is assigned to. */
  assignedAmong(memberId: string, ids: readonly string[]): Promise<readonly string[]>;
  update(id: string, change: ServiceKeyChange): Promise<void>;
  /** Takes the member from every key, holding those keys until the unit of work ends. */
  unassignEverywhere(memberId: string): Promise<void>;
  /** Service keys that are not revoked and pay from this wallet. */
  countPaidFrom(walletId: string): Promise<number>;
  /** Forgets keys that were revoked before then. */
  purge(before: Date): Promise<void>;
}
