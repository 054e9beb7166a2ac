import type { Key } from './key';

export type ExpiringKey = Pick<
  Key,
  'id' | 'family' | 'ownerKind' | 'ownerId' | 'name' | 'description' | 'createdAt' | 'revokedAt'
> & {
  readonly teamId: string;
  readonly expiresAt: Date;
  /** The expiry that it was created with, if that has been moved earlier since. */
  readonly firstExpiresAt: Date | null;
};

/** Finds the keys that expire, for the alerts. */
export interface ExpiringKeys {
  /**
   * Keys of teams, of every family, that are not revoked and expire after `from` and not after
   * `to`. In order of ID: at most `size` of those beyond `after`.
   */
  between(
    from: Date,
    to: Date,
    page: { readonly size: number; readonly after: string },
  ): Promise<readonly ExpiringKey[]>;
  /** `undefined` if it never expires, or belongs to the operator. */
  find(id: string): Promise<ExpiringKey | undefined>;
}
