import { connect, type Socket } from 'node:net';
import type { SentMessageInfo, Transporter } from 'nodemailer';
import type { Options } from 'nodemailer/lib/smtp-transport';
import { withinDeadline } from '../lib/within-deadline';
import { MailRefused, type Postman } from './postman';

const CONNECTION_TIMEOUT_MS = 10_000;
/** Some servers deliberately delay their greeting to unknown clients. */
const SILENCE_TIMEOUT_MS = 30_000;
/**
 * The limit for one letter, from the connection to the last answer. Much shorter than a worker may
 * keep a mail.
 */
const DEADLINE_MS = 60_000;
/** nodemailer's codes for a letter that was refused, rather than a connection that failed. */
const REFUSALS = new Set(['EENVELOPE', 'EMESSAGE']);

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. */
  readonly url: string;
  /** `keys@example.com`, or `Keyplane <keys@example.com>`. */
  readonly from: string;
}

export function createSmtpPostman(
  { url, from }: SmtpSettings,
  { deadlineMs = DEADLINE_MS }: { deadlineMs?: number } = {},
): Postman {
  return {
    domain: domainOf(from),
    async send({ to, subject, text }, messageId) {
      // RFC 3834: out-of-office programs answer no such mail.
      const headers = { 'Auto-Submitted': 'auto-generated' };
      const failure = () => new Error(`The mail server did not finish within ${deadlineMs} ms.`);
      try {
        await withinDeadline({ ms: deadlineMs, failure }, async (signal) => {
          const transport = await transportTo(url, signal);
          await transport.sendMail({ from, to, subject, text, messageId, headers });
        });
      } catch (error) {
        throw refusalOf(error) ?? error;
      }
    },
  };
}

/**
 * Connects, and signs in if the URL has credentials. Sends nothing.
 * @throws Error with nodemailer's `code` if the server cannot be reached or refuses
 */
export async function checkMailServer(url: string): Promise<void> {
  const failure = () => new Error('The mail server did not finish in time.');
  await withinDeadline({ ms: CONNECTION_TIMEOUT_MS, failure }, async (signal) => {
    const transport = await transportTo(url, signal);
    await transport.verify();
  });
}

/**
 * nodemailer limits silence only, so a server that sends a byte now and then would hold a mail
 * forever. So Keyplane opens the connection itself and ends it with the signal. nodemailer is
 * loaded with the first letter: most servers never send one.
 */
async function transportTo(
  url: string,
  signal: AbortSignal,
): Promise<Transporter<SentMessageInfo, Options>> {
  const { createTransport } = await import('nodemailer');
  const { parseConnectionUrl } = await import('nodemailer/lib/shared/index.js');
  const options: Options = {
    // nodemailer ignores every other option if it is given a `url`.
    ...parseConnectionUrl(url),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    greetingTimeout: SILENCE_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket({ host = 'localhost', port, secure }, done) {
      if (signal.aborted) return done(signal.reason as Error, null);
      const socket = connect({ host, port: Number(port ?? (secure ? 465 : 587)) });
      signal.addEventListener('abort', () => socket.destroy(signal.reason as Error));
      whenConnected(socket, (error) => done(error, error === null ? { connection: socket } : null));
    },
  };
  return createTransport(options);
}

function whenConnected(socket: Socket, done: (error: Error | null) => void): void {
  const timer = setTimeout(
    () => socket.destroy(new Error('The mail server accepted no connection in time.')),
    CONNECTION_TIMEOUT_MS,
  );
  const failed = (error: Error): void => done(error);
  socket
    .once('error', failed)
    .once('connect', () => {
      socket.removeListener('error', failed);
      done(null);
    })
    // The signal may destroy it while nodemailer does not listen.
    .on('error', () => clearTimeout(timer))
    .once('connect', () => clearTimeout(timer));
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
