import type { Transporter } from 'nodemailer';
import { MailRefused, type Postman } from './postman';

const CONNECTION_TIMEOUT_MS = 5000;
const SILENCE_TIMEOUT_MS = 10_000;
/** nodemailer's codes for a letter that was refused, rather than a connection that failed. */
const REFUSALS = new Set(['EENVELOPE', 'EMESSAGE']);

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. */
  readonly url: string;
  /** `keys@example.com`, or `Keyplane <keys@example.com>`. */
  readonly from: string;
}

export function createSmtpPostman({ url, from }: SmtpSettings): Postman {
  let transport: Promise<Transporter> | undefined;
  return {
    domain: domainOf(from),
    async send({ to, subject, text }, messageId) {
      // RFC 3834: out-of-office programs answer no such mail.
      const headers = { 'Auto-Submitted': 'auto-generated' };
      try {
        transport ??= connect(url);
        await (await transport).sendMail({ from, to, subject, text, messageId, headers });
      } catch (error) {
        throw refusalOf(error) ?? error;
      }
    },
  };
}

/** Loaded with the first letter: most servers never send one. */
async function connect(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    greetingTimeout: CONNECTION_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function refusalOf(error: unknown): MailRefused | undefined {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  if (typeof code !== 'string' || !REFUSALS.has(code)) return undefined;
  const permanent = typeof responseCode !== 'number' || responseCode >= 500;
  return new MailRefused(permanent, { cause: error });
}

function domainOf(from: string): string {
  return /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'keyplane';
}
