import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { Mail } from './mail';
import type { OutboxStore } from './outbox-store';

export type NewMail = Pick<Mail, 'teamId' | 'memberId' | 'kind' | 'thread'> &
  Partial<Pick<Mail, 'keyId' | 'subject' | 'text' | 'sealedToken'>>;

/** Other slices put mail here, in the unit of work of the change that the mail reports. */
export interface Outbox {
  post(mail: NewMail): Promise<void>;
}

export function createOutbox(dependencies: {
  readonly store: Pick<OutboxStore, 'put'>;
  readonly clock: Clock;
  readonly ids: Ids;
}): Outbox {
  const { store, clock, ids } = dependencies;
  return {
    post: (mail) =>
      store.put({
        keyId: null,
        subject: null,
        text: null,
        sealedToken: null,
        ...mail,
        id: ids.next('mail'),
        revision: 1,
        attempts: 0,
        createdAt: clock.now(),
      }),
  };
}

/**
 * If no mail is configured, the mail is dropped. If it waited instead, all of it would be sent as soon as
 * mail is configured.
 */
export const NO_OUTBOX: Outbox = { post: () => Promise.resolve() };
