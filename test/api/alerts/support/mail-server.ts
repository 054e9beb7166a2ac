import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  /** Headers and body as they arrived, with soft line breaks undone. */
  readonly raw: string;
}

/** A real SMTP server on loopback. */
export interface MailServer {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** The mails that have arrived since the last call. */
  take(): readonly ReceivedMail[];
  /** Closes the port. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  /** Answers 550 to every mail to this address. */
  refuse(address: string): void;
  accept(address: string): void;
  /** Accepts the next mail, and breaks the connection before it says so. */
  breakAfterNext(): void;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const refused = new Set<string>();
  let taken = 0;
  let breaking = false;
  let port = 0;
  let server: SMTPServer | undefined;

  async function comeUp(): Promise<void> {
    const starting = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(refused.has(address) ? refusal(550) : undefined),
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks).toString();
          received.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            messageId: header(raw, 'Message-ID'),
            subject: header(raw, 'Subject'),
            raw: raw.replace(/=\r\n/g, ''),
          });
          if (!breaking) return done();
          breaking = false;
          done(refusal(421));
        });
      },
    });
    starting.on('error', () => {});
    starting.listen(port, '127.0.0.1');
    await once(starting.server, 'listening');
    starting.server.unref();
    port = (starting.server.address() as AddressInfo).port;
    server = starting;
  }

  async function goDown(): Promise<void> {
    const closing = server;
    server = undefined;
    if (closing) await new Promise<void>((resolve) => closing.close(resolve));
  }

  await comeUp();
  return {
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    received,
    take() {
      const fresh = received.slice(taken);
      taken = received.length;
      return fresh;
    },
    goDown,
    comeUp,
    refuse: (address) => void refused.add(address),
    accept: (address) => void refused.delete(address),
    breakAfterNext() {
      breaking = true;
    },
    close: goDown,
  };
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('refused'), { responseCode });
}

/** One header, unfolded and decoded (RFC 2047). */
function header(raw: string, name: string): string {
  const found = new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(raw)?.[1] ?? '';
  return found
    .replace(/\?=\s+=\?UTF-8\?Q\?/gi, '')
    .replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, words: string) =>
      words
        .replace(/_/g, ' ')
        .replace(/=([0-9A-F]{2})/g, (_code, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    )
    .replace(/\r\n/g, '');
}
