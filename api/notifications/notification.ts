/** A message to one member, in Keyplane. Nobody else sees it. */
export interface Notification {
  readonly id: string;
  readonly teamId: string;
  readonly memberId: string;
  /** The topic of the subscription that caused it; `null` if it concerns the member personally. */
  readonly topic: string | null;
  readonly subject: string;
  readonly text: string;
  /** The key that it is about. */
  readonly keyId: string | null;
  /**
   * The occasion that it reports. No member is told about the same occasion twice. `null` if it may
   * be repeated.
   */
  readonly occasion: string | null;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}

/** How long a notification is kept, read or not. */
export const NOTIFICATION_DAYS = 90;
