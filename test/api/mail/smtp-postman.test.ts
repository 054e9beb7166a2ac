import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { createSmtpPostman } from '../../../api/mail/smtp-postman';
import { createEphemeralCertificate } from '../../../provider/terraform-plugin/plugin/ephemeral-certificate';
import { startHostilePeer } from '../../support/hostile-peer';
import { startMailServer } from '../alerts/support/mail-server';

const FROM = 'keys@example.com';
const LETTER = {
  to: { name: 'Ada', address: 'ada@example.com' },
  subject: 'Hello',
  text: 'Hello.',
};

// Loading nodemailer takes longer than the deadlines below.
beforeAll(() => import('nodemailer'));

it.each<[string, string, string | null]>([
  ['says nothing', '', null],
  ['sends its greeting byte by byte', '', '2'],
  ['never ends its greeting', '', '220-more\r\n'],
  ['greets, and then repeats an unfinished answer', '220 ready\r\n', '250-more\r\n'],
])('a mail server that %s is given up at the deadline', async (_what, first, dripped) => {
  const peer = await startHostilePeer(
    (socket) => {
      socket.write(first);
      if (dripped !== null) socket.drip(dripped);
    },
    { speaksFirst: true },
  );
  const postman = createSmtpPostman(
    { url: `smtp://127.0.0.1:${peer.port}`, from: FROM },
    { deadlineMs: 100 },
  );
  await expect(postman.send(LETTER, '<1@x>')).rejects.toThrow(/did not finish within 100 ms/);
  await peer.allClosed();
  await peer.close();
});

it('a mail server that stalls in the TLS handshake is given up at the deadline', async () => {
  const peer = await startHostilePeer(() => undefined);
  const url = `smtps://127.0.0.1:${peer.port}`;
  const postman = createSmtpPostman({ url, from: FROM }, { deadlineMs: 100 });
  await expect(postman.send(LETTER, '<1@x>')).rejects.toThrow(/did not finish within 100 ms/);
  await peer.allClosed();
  await peer.close();
});

it('no connection is opened after the deadline', async () => {
  const peer = await startHostilePeer(() => undefined);
  const url = `smtp://127.0.0.1:${peer.port}`;
  const postman = createSmtpPostman({ url, from: FROM }, { deadlineMs: 100 });
  // The deadline passes before the letter reaches its connection, however fast the machine is.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const sent = postman.send(LETTER, '<1@x>').finally(() => jest.useRealTimers());
  jest.advanceTimersByTime(100);
  await expect(sent).rejects.toThrow(/did not finish/);
  // A later letter connects, so the first one would have connected by then.
  await expect(postman.send(LETTER, '<2@x>')).rejects.toThrow(/did not finish/);
  await peer.allClosed();
  await peer.close();
  expect(peer.connections).toBe(1);
});

it('a mail server that refuses the connection fails the letter at once', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  const postman = createSmtpPostman({ url: `smtp://127.0.0.1:${port}`, from: FROM });
  await expect(postman.send(LETTER, '<1@x>')).rejects.toThrow(/ECONNREFUSED/);
});

it('a mail server that works accepts one letter after the other', async () => {
  const server = await startMailServer();
  const postman = createSmtpPostman({ url: server.url, from: FROM });
  await postman.send(LETTER, '<1@x>');
  await postman.send(LETTER, '<2@x>');
  expect(server.take().map(({ messageId }) => messageId)).toEqual(['<1@x>', '<2@x>']);
  await server.close();
});

it('a mail server that speaks TLS from the first byte must show a certificate of its name', async () => {
  const { certificate, privateKey } = createEphemeralCertificate();
  const server = new SMTPServer({
    secure: true,
    disabledCommands: ['AUTH'],
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const postman = createSmtpPostman({ url: `smtps://localhost:${port}`, from: FROM });
  await expect(postman.send(LETTER, '<1@x>')).rejects.toThrow(/certificate/);
  await new Promise<void>((resolve) => server.close(resolve));
});
