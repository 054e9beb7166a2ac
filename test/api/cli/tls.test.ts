import { once } from 'node:events';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { eventually } from '../../support/eventually';
import { createTestAuthority, type TestCertificate } from '../../support/test-authority';
import { buildKeyplane, type KeyplaneProcess } from './support/keyplane-process';

const authority = createTestAuthority();
const first = authority.issue('localhost');
const second = authority.issue('localhost');

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

interface TlsServer extends KeyplaneProcess {
  readonly files: { readonly certificate: string; readonly key: string };
  readonly environment: Readonly<Record<string, string>>;
}

async function newFiles(pair: TestCertificate) {
  const folder = await keyplane.newFolder();
  const files = { certificate: path.join(folder, 'tls.crt'), key: path.join(folder, 'tls.key') };
  await writeFile(files.certificate, pair.certificate);
  await writeFile(files.key, pair.privateKey);
  const environment = {
    KEYPLANE_TLS_CERT_FILE: files.certificate,
    KEYPLANE_TLS_KEY_FILE: files.key,
  };
  return { folder, files, environment };
}

async function startTls(pair = first): Promise<TlsServer> {
  const given = await newFiles(pair);
  const server = await keyplane.start(['serve'], { environment: given.environment });
  return { ...server, ...given };
}

async function connected(server: KeyplaneProcess, options: ConnectionOptions = {}) {
  const { port } = new URL(await server.url());
  const ca = authority.certificate;
  const socket = connect({ port: Number(port), ca, servername: 'localhost', ...options });
  await once(socket, 'secureConnect');
  return socket;
}

const fingerprintOf = (socket: TLSSocket) => socket.getPeerCertificate().fingerprint256;

async function fingerprint(server: KeyplaneProcess): Promise<string> {
  const socket = await connected(server);
  const shown = fingerprintOf(socket);
  socket.destroy();
  return shown;
}

async function replacePair({ files }: TlsServer, pair: TestCertificate): Promise<void> {
  for (const [file, content] of [
    [files.certificate, pair.certificate],
    [files.key, pair.privateKey],
  ] as const) {
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  }
}

describe('serve with a certificate', () => {
  let server: TlsServer;
  beforeAll(async () => {
    server = await startTls();
    await server.url();
  });
  afterAll(() => server.child.kill('SIGKILL'));

  test('listens on an https:// address, which is its issuer', async () => {
    const line = await server.line('listening');
    expect(line['url']).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(line['issuer']).toBe(line['url']);
    expect(await server.line('certificate in use')).toMatchObject({ names: ['DNS:localhost'] });
    expect(JSON.stringify(server.lines())).not.toContain('PRIVATE KEY');
  });

  test('answers a client that trusts its authority', async () => {
    const { port } = new URL(await server.url());
    const agent = new Agent({ ca: authority.certificate, servername: 'localhost' });
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/readyz', agent }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    agent.destroy();
    expect(answer).toBe(200);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    const socket = await connected(server, { minVersion: version, maxVersion: version });
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  });

  test('refuses TLS 1.1', async () => {
    const ciphers = 'DEFAULT:@SECLEVEL=0';
    await expect(
      connected(server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/PROTOCOL_VERSION|ECONNRESET/) });
  });

  test('ends a connection that begins with HTTP, and goes on', async () => {
    const { port } = new URL(await server.url());
    const socket = connectPlain(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(socket, 'close');
    expect(await fingerprint(server)).toMatch(/^[0-9A-F:]+$/);
  });

  test('answers a malformed request with a problem', async () => {
    const socket = await connected(server);
    socket.write('get / HTTP/1.1\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*"code":"malformed_request"/s);
  });
});

describe('a replaced certificate', () => {
  test.each(['because the files changed', 'because of SIGHUP'])(
    'is used for new connections %s, and an open request gets its answer',
    async (reason) => {
      const server = await startTls();
      const before = await fingerprint(server);
      const open = await connected(server);
      const body = '{"secret": ';
      open.write(
        `POST /v1/keys/verify HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
          `connection: close\r\ncontent-length: ${body.length + 4}\r\n\r\n${body}`,
      );
      await replacePair(server, second);
      if (reason.includes('SIGHUP')) server.child.kill('SIGHUP');
      await server.line('certificate replaced');
      expect(await fingerprint(server)).not.toBe(before);
      expect(fingerprintOf(open)).toBe(before);
      open.write('"x"}');
      expect(await text(open)).toMatch(/^HTTP\/1\.1 401 /);
      server.child.kill('SIGTERM');
      expect((await server.finished).exitCode).toBe(0);
    },
  );

  test('is not used if certificate and key do not match: the old one stays, and the log says why', async () => {
    const server = await startTls();
    const before = await fingerprint(server);
    await writeFile(server.files.key, second.privateKey);
    const line = await server.line('kept the certificate in use');
    expect(line).toMatchObject({
      level: 'error',
      reason: expect.stringContaining(`${server.files.key} contains the private key of another`),
    });
    expect(await fingerprint(server)).toBe(before);
    await writeFile(server.files.certificate, second.certificate);
    await server.line('certificate replaced');
    expect(await fingerprint(server)).not.toBe(before);
    server.child.kill('SIGKILL');
  });
});

test('serve with TLS ends while a client has begun no handshake', async () => {
  const server = await startTls();
  const { port } = new URL(await server.url());
  const silent = connectPlain(Number(port), '127.0.0.1');
  silent.on('error', () => {});
  await once(silent, 'connect');
  // The server accepts connections in their order.
  await fingerprint(server);
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
  await eventually(() => expect(silent.destroyed).toBe(true));
});

describe('serve ends with 78 and says which file is wrong', () => {
  type Given = Awaited<ReturnType<typeof newFiles>>;

  test.each<[string, (given: Given) => Promise<unknown>, RegExp]>([
    [
      'missing',
      ({ files }) => rename(files.key, `${files.key}.away`),
      /^KEYPLANE_TLS_KEY_FILE: .*tls\.key does not exist\. Name a PEM file/,
    ],
    [
      'not readable',
      ({ files }) => chmod(files.key, 0),
      /^KEYPLANE_TLS_KEY_FILE: .*tls\.key cannot be read, because its permissions do not/,
    ],
    [
      'a folder',
      async ({ files }) => {
        await rename(files.certificate, `${files.certificate}.away`);
        await mkdir(files.certificate);
      },
      /^KEYPLANE_TLS_CERT_FILE: .*tls\.crt is a folder\./,
    ],
    [
      'of another pair',
      ({ files }) => writeFile(files.key, second.privateKey),
      /^KEYPLANE_TLS_KEY_FILE: .*tls\.key contains the private key of another certificate\./,
    ],
  ])('because a file is %s', async (_title, spoil, message) => {
    const given = await newFiles(first);
    await spoil(given);
    const { environment } = given;
    const server = await keyplane.start(['serve'], { environment, obeyingPermissions: true });
    expect((await server.finished).exitCode).toBe(78);
    expect(server.lines()).toEqual([
      expect.objectContaining({ level: 'fatal', msg: expect.stringMatching(message) }),
    ]);
  });

  test('because one of the two variables is missing', async () => {
    const environment = { KEYPLANE_TLS_CERT_FILE: 'tls.crt' };
    const server = await keyplane.start(['serve'], { environment });
    expect((await server.finished).exitCode).toBe(78);
    expect(server.lines()[0]?.msg).toContain(
      'KEYPLANE_TLS_KEY_FILE is required if KEYPLANE_TLS_CERT_FILE is set.',
    );
  });
});
