import type { Discardable } from '../sealing/discard-lost';
import type { Resealable } from '../sealing/resealable';
import type { Mail } from './mail';

export interface MailBacklog {
  readonly waiting: number;
  readonly oldestAt: Date | null;
}

export interface OutboxStore extends Resealable, Discardable {
  /** Takes the place of what waits for the member in the same thread. */
  put(mail: Mail): Promise<void>;
  /**
   * The mail that has been due longest, nobody else's until `until`: whoever dies meanwhile loses
   * nothing. Its attempt is counted.
   */
  claim(now: Date, until: Date): Promise<Mail | undefined>;
  /** Forgets it; what took its place meanwhile is due at `now`. */
  done(mail: Mail, now: Date): Promise<void>;
  postpone(mail: Mail, until: Date): Promise<void>;
  /** How many mails wait, and since when the oldest has. */
  backlog(): Promise<MailBacklog>;
}
