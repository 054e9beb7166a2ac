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

/** Which keys end, for who warns of it. */
export interface ExpiringKeys {
  /**
   * Keys of teams that expire after `from` and not after `to` and are not revoked, of every family,
   * by ID: at most `size` beyond `after`.
   */
  between(
    from: Date,
    to: Date,
    page: { readonly size: number; readonly after: string },
  ): Promise<readonly ExpiringKey[]>;
  /** `undefined` where it never ends, or is the operator's. */
  find(id: string): Promise<ExpiringKey | undefined>;
}
