import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { UsedKeys } from '../usage/used-keys';
import type { Key, KeyFilter, KeySecret } from './key';

export interface NewSecret extends Pick<
  KeySecret,
  'delivery' | 'masked' | 'publicJwk' | 'createdAt' | 'createdBy' | 'madeIn'
> {
  /** `null` on a public key. */
  readonly hash: string | null;
}

export type KeyChange = Partial<
  Pick<
    Key,
    | 'name'
    | 'description'
    | 'expiresAt'
    | 'disabledAt'
    | 'rotation'
    | 'revokedAt'
    | 'revokedBy'
    | 'revokedReason'
  >
>;

export interface KeyStore extends TeamObjects, UsedKeys {
  insert(key: Omit<Key, 'secrets'>): Promise<void>;
  /** @returns the version of the secret, which is later than every earlier version, even one from before a restore */
  insertSecret(keyId: string, secret: NewSecret): Promise<number>;
  /** The secret remains valid until then. It may have had another end before. */
  retireSecret(version: number, retiresAt: Date): Promise<void>;
  /** The secret ends immediately, also for replicas whose clocks are behind. */
  endSecret(version: number, at: Date): Promise<void>;
  /** Forgets a secret that nobody has recorded. */
  deleteSecret(version: number): Promise<void>;
  /**
   * The rotations that made these secrets are recorded: those of the team, or of one run of it.
   * @returns the IDs of their keys, and of those whose rotation was not recorded before
   */
  recordSecrets(
    versions: readonly number[],
    teamId: string,
    of?: { readonly createdBy: string; readonly run: string },
  ): Promise<{ readonly keyIds: readonly string[]; readonly rotatedIds: readonly string[] }>;
  find(id: string): Promise<Key | undefined>;
  /** Locks the row until the unit of work ends. */
  findForUpdate(id: string): Promise<Key | undefined>;
  /**
   * Locks the key against changes and revocations until the unit of work ends. Any number of units
   * of work may share this lock.
   */
  findForShare(id: string): Promise<Key | undefined>;
  /** With one extra row that shows whether another page follows. */
  list(filter: KeyFilter, page: PageRequest, now: Date): Promise<readonly Key[]>;
  /** Every key of the owner that is not revoked. */
  unrevokedOf(ownerId: string): Promise<readonly Key[]>;
  /** The same keys, locked in order of ID until the unit of work ends. */
  lockUnrevokedOf(ownerId: string): Promise<readonly Key[]>;
  /** Every token of the service key that is not revoked, or only that member's. */
  unrevokedOn(serviceKeyId: string, memberId?: string): Promise<readonly Key[]>;
  /** The same tokens, locked in order of ID until the unit of work ends. */
  lockUnrevokedOn(serviceKeyId: string): Promise<readonly Key[]>;
  /** What the key created, revoked or not: one generation of its lineage. */
  createdBy(keyIds: readonly string[]): Promise<readonly Key[]>;
  /** Keys that are neither expired nor revoked, by owner. Owners without any are absent. */
  countLive(ownerIds: readonly string[], now: Date): Promise<ReadonlyMap<string, number>>;
  /** Keys in state `active`, by owner. */
  countActive(ownerIds: readonly string[], now: Date): Promise<ReadonlyMap<string, number>>;
  update(id: string, change: KeyChange): Promise<void>;
  /** Forgets tombstones and retired secrets from before then. */
  purge(tombstonesBefore: Date, retiredBefore: Date): Promise<void>;
}
