import type { Letter } from './mail';

/** Hands letters to a mail server. */
export interface Postman {
  /** The part of the sender's address that the IDs of messages end with. */
  readonly domain: string;
  /** Resolves once the server has taken the letter. @throws MailRefused, or what kept it away */
  send(letter: Letter, messageId: string): Promise<void>;
}

/** The server answered and did not take this letter; others it may take. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';

  constructor(
    /** Trying again is no use, says the server. RFC 5321, 4.2.1. */
    readonly permanent: boolean,
    options: { cause: unknown },
  ) {
    super('The mail server refused a mail.', options);
  }
}
