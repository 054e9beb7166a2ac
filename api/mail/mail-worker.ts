import type { Clock } from '../domain/clock';
import { NO_TRACING, type Tracing } from '../tracing/tracing';
import { messageIdOf, pauseAfter, type Composer, type Mail, type MailKind } from './mail';
import type { OutboxStore } from './outbox-store';
import { MailRefused, type Postman } from './postman';

/**
 * Longer than a send can take. If the worker dies in between, another one takes the mail over after this
 * time.
 */
const CLAIM_MILLIS = 5 * 60_000;
/**
 * A permanent refusal may be a mistake of the mail server. If it lasts longer than this, the mail
 * is given up.
 */
const REFUSED_FOR_GOOD_MILLIS = 3 * 86_400_000;

export interface MailWorker {
  /** Sends what is due. An unreachable server ends the run: the rest waits for the next. */
  runOnce(): Promise<void>;
}

export function createMailWorker(dependencies: {
  readonly store: OutboxStore;
  readonly postman: Postman;
  readonly composers: Readonly<Record<MailKind, Composer>>;
  readonly clock: Clock;
  readonly tracing?: Tracing;
  readonly onError: (error: unknown) => void;
}): MailWorker {
  const { store, postman, composers, clock, tracing = NO_TRACING, onError } = dependencies;

  const after = (millis: number) => new Date(clock.now().getTime() + millis);

  /** @returns whether the server will probably accept another mail */
  async function deliver(mail: Mail): Promise<boolean> {
    try {
      const letter = await composers[mail.kind](mail);
      if (letter) await postman.send(letter, messageIdOf(mail, postman.domain));
    } catch (error) {
      onError(error);
      const refused = error instanceof MailRefused;
      const age = clock.now().getTime() - mail.createdAt.getTime();
      if (refused && error.permanent && age >= REFUSED_FOR_GOOD_MILLIS) {
        await store.done(mail, clock.now());
      } else {
        await store.postpone(mail, after(pauseAfter(mail.attempts)));
      }
      return refused;
    }
    await store.done(mail, clock.now());
    return true;
  }

  return {
    async runOnce() {
      for (;;) {
        const mail = await store.claim(clock.now(), after(CLAIM_MILLIS));
        if (mail === undefined) return;
        const mayContinue = await tracing.alone(`deliver ${mail.kind}`, () => deliver(mail));
        if (!mayContinue) return;
      }
    },
  };
}
