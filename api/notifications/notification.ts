/** Told to one member, in Keyplane: nobody else sees it. */
export interface Notification {
  readonly id: string;
  readonly teamId: string;
  readonly memberId: string;
  /** The subscription that it comes of; `null`: it concerns the member themself. */
  readonly topic: string | null;
  readonly subject: string;
  readonly text: string;
  /** The key that it is about. */
  readonly keyId: string | null;
  /** What it tells of: no member is told the same twice. `null`: it may be repeated. */
  readonly occasion: string | null;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}

/** A notification is kept for so long, read or not. */
export const NOTIFICATION_DAYS = 90;
