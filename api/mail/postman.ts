import type { Letter } from './mail';

/** Hands letters to a mail server. */
export interface Postman {
  /** The domain of the sender's address, with which message IDs end. */
  readonly domain: string;
  /**
   * Resolves once the server has accepted the letter.
   * @throws MailRefused, or the error that prevented it
   */
  send(letter: Letter, messageId: string): Promise<void>;
}

/** The server answered and did not accept this letter. It may accept others. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';

  constructor(
    /** The server says that trying again is of no use. RFC 5321, 4.2.1. */
    readonly permanent: boolean,
    options: { cause: unknown },
  ) {
    super('The mail server refused a mail.', options);
  }
}
