import type { Clock } from '../domain/clock';
import { createInvitationComposer } from '../mail/invitation-mail';
import { createBacklogGauges } from '../mail/backlog-gauges';
import { createMailWorker } from '../mail/mail-worker';
import { createSignInComposer } from '../mail/sign-in-mail';
import { createNoticeComposer } from '../mail/notice-composer';
import { createSmtpPostman } from '../mail/smtp-postman';
import { tracedPostman } from '../mail/traced-postman';
import type { Metrics } from '../operations/metrics';
import type { Concealed } from '../lib/concealed';
import { startRecurring, type Recurring } from '../lib/recurring';
import type { Sealer } from '../sealing/sealer';
import { NO_TRACING, type Tracing } from '../tracing/tracing';
import type { Slices } from './slices';

export interface MailSettings {
  /** The URL may contain a password. */
  readonly smtpUrl: Concealed;
  readonly from: string;
}

/** Finds the alerts that are due and sends the mail that waits, while requests are served. */
export interface Courier {
  /** Does both, once. Several replicas may do so at the same time. */
  runOnce(): Promise<void>;
  /** Sends the mail that waits now. */
  sendMail(): Promise<void>;
  /** Stops the timers; resolves when the work in progress has ended. */
  close(): Promise<void>;
}

const ALERTS_EVERY_MILLIS = 5 * 60_000;
const MAIL_EVERY_MILLIS = 10_000;

export function startCourier(dependencies: {
  readonly slices: Pick<Slices, 'alerts' | 'members' | 'mail'>;
  /** If `null`, members are told only in Keyplane. */
  readonly mail: MailSettings | null;
  readonly issuer: string;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'gauge'>;
  /** Whether alerts are also looked for now, which a new database does not need. */
  readonly atOnce?: boolean;
  /** If false, nothing happens by itself. If absent, it does. */
  readonly recurs?: boolean;
  readonly tracing?: Tracing;
  readonly onError: (error: unknown) => void;
}): Courier {
  const { slices, mail, issuer, sealer, clock, metrics, atOnce = true, onError } = dependencies;
  const { recurs = true, tracing = NO_TRACING } = dependencies;
  const { alerts: keyAlerts, teamName } = slices.alerts;
  const { directory: members } = slices.members;
  const { store } = slices.mail;
  const tasks: Recurring[] = [];
  if (recurs) {
    const run = () => tracing.alone('look for alerts', keyAlerts.runOnce);
    tasks.push(startRecurring({ run, everyMillis: ALERTS_EVERY_MILLIS, onError, atOnce }));
  }

  const url = mail?.smtpUrl.reveal() ?? '';
  const worker =
    mail &&
    createMailWorker({
      store,
      postman: tracedPostman(createSmtpPostman({ url, from: mail.from }), url, tracing),
      composers: {
        key_alert: keyAlerts.compose,
        notice: createNoticeComposer({ members }),
        sign_in_link: createSignInComposer({ issuer, members, sealer, clock }),
        invitation: createInvitationComposer({
          teamName,
          issuer,
          members,
          sealer,
          clock,
        }),
      },
      clock,
      tracing,
      onError,
    });
  if (worker && recurs) {
    const measure = createBacklogGauges({ store, metrics, clock });
    tasks.push(startRecurring({ run: measure, everyMillis: MAIL_EVERY_MILLIS, onError }));
    tasks.push(startRecurring({ run: worker.runOnce, everyMillis: MAIL_EVERY_MILLIS, onError }));
  }

  return {
    async runOnce() {
      await keyAlerts.runOnce();
      await worker?.runOnce();
    },
    async sendMail() {
      await worker?.runOnce();
    },
    async close() {
      await Promise.all(tasks.map((task) => task.close()));
    },
  };
}
