import type { PageRequest } from '../domain/page';
import type { Key, KeyFilter } from './key';

export type NewSecret = {
  readonly hash: string;
  readonly masked: string;
  readonly createdAt: Date;
};

export type KeyChange = Partial<
  Pick<
    Key,
    | 'name'
    | 'description'
    | 'expiresAt'
    | 'disabledAt'
    | 'revokedAt'
    | 'revokedBy'
    | 'revokedReason'
  >
>;

export interface KeyStore {
  insert(key: Omit<Key, 'secrets'>): Promise<void>;
  /** @returns the secret's version, never given out before */
  insertSecret(keyId: string, secret: NewSecret): Promise<number>;
  /** Ends every secret of the key that has no end yet. */
  retireSecrets(keyId: string, retiresAt: Date): Promise<void>;
  find(id: string): Promise<Key | undefined>;
  /** Holds the row until the unit of work ends. */
  findForUpdate(id: string): Promise<Key | undefined>;
  /** One row more than asked for, so that the caller learns whether another page follows. */
  list(filter: KeyFilter, page: PageRequest, now: Date): Promise<readonly Key[]>;
  /** Every key of the owner that is not revoked. */
  unrevokedOf(ownerId: string): Promise<readonly Key[]>;
  /** Every token of the service key that is not revoked, or only that member's. */
  unrevokedOn(serviceKeyId: string, memberId?: string): Promise<readonly Key[]>;
  /** What the key created, revoked or not: the lineage, one generation of it. */
  createdBy(keyIds: readonly string[]): Promise<readonly Key[]>;
  /** Keys that are neither expired nor revoked, by owner; owners without any are absent. */
  countLive(ownerIds: readonly string[], now: Date): Promise<ReadonlyMap<string, number>>;
  /** Keys in state `active`, by owner. */
  countActive(ownerIds: readonly string[], now: Date): Promise<ReadonlyMap<string, number>>;
  update(id: string, change: KeyChange): Promise<void>;
  /** Later instants win; never moves `version`. */
  markUsed(
    uses: readonly { keyId: string; secretVersion: number | null; at: Date }[],
  ): Promise<void>;
  /** Forgets tombstones and retired secrets from before then. */
  purge(tombstonesBefore: Date, retiredBefore: Date): Promise<void>;
}
