/** The kinds of mail. A mail is composed when it is sent: a key alert in `alerts/`, the other kinds here. */
export const MAIL_KINDS = ['key_alert', 'notice', 'invitation', 'sign_in_link'] as const;

export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * A mail that waits to be sent. It names a member, not an address. The address is looked up when it is
 * sent.
 */
export interface Mail {
  readonly id: string;
  readonly teamId: string;
  readonly memberId: string;
  readonly kind: MailKind;
  /** Of all mails that wait for a member in one thread, only the newest is sent. */
  readonly thread: string;
  /** Increases when another mail of the thread replaces it. */
  readonly revision: number;
  readonly keyId: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  /** A secret that only the recipient may see. */
  readonly sealedToken: string | null;
  /** How often sending it was tried. */
  readonly attempts: number;
  readonly createdAt: Date;
}

export interface Letter {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/** @returns the letter with the facts of this moment; `undefined` if it is no longer needed */
export type Composer = (mail: Mail) => Promise<Letter | undefined>;

/** If a mail is sent twice, both have the same ID, so mail programs show one. RFC 5322, 3.6.4. */
export function messageIdOf({ id, revision }: Mail, domain: string): string {
  return `<${id}.${revision}@${domain}>`;
}

const MINUTE_MILLIS = 60_000;
const LONGEST_PAUSE_MILLIS = 60 * MINUTE_MILLIS;

/** The delay before the next attempt: a minute, doubled with each attempt, an hour at most. */
export function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MILLIS, MINUTE_MILLIS * 2 ** Math.min(attempts - 1, 10));
}
