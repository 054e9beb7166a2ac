import { createAskApi } from '../../../api/cli/ask-api';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CompanyProxy, createCompanyProxy } from '../../support/company-proxy';
import { startHostilePeer, type HostilePeer } from '../../support/hostile-peer';
import { createTestAuthority } from '../../support/test-authority';
import { createTlsFront, type TlsFront } from '../../support/tls-front';

describe('a command that asks the API', () => {
  let peer: HostilePeer;

  afterEach(() => peer.close());

  const ask = () =>
    createAskApi({
      environment: {
        KEYPLANE_ENDPOINT: peer.url,
        KEYPLANE_CLIENT_ID: 'kpi_1',
        KEYPLANE_CLIENT_SECRET: 'secret',
      },
    })('/v1/creations');

  it('refuses an answer that is longer than any answer of Keyplane', async () => {
    const mebibyte = ' '.repeat(1024 * 1024);
    peer = await startHostilePeer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
      for (let count = 0; count < 72; count += 1) socket.write(mebibyte);
    });
    await expect(ask()).rejects.toThrow(
      /answered with more than 64 MiB, which Keyplane never does/,
    );
    await peer.allClosed();
  });

  it('says that the server cannot be reached if the answer breaks off', async () => {
    peer = await startHostilePeer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'),
    );
    await expect(ask()).rejects.toThrow(/cannot be reached/);
  });
});

it('names its version, that of Node and the platform', async () => {
  let agent: string | undefined;
  const server = createServer(({ headers }, response) => {
    agent = headers['user-agent'];
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const environment = {
      KEYPLANE_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      KEYPLANE_CLIENT_ID: 'kpi_1',
      KEYPLANE_CLIENT_SECRET: 'secret',
    };
    await createAskApi({ environment })('/v1/creations');
  } finally {
    server.close();
    server.closeAllConnections();
  }
  expect(agent).toMatch(/^keyplane\/\S+ \(node \d+\.\d+\.\d+; [a-z]+; [a-z0-9]+\)$/);
});

describe('the address in KEYPLANE_ENDPOINT', () => {
  const SECRET = `kpa_${'Ab12'.repeat(12)}Z`;

  it.each([
    ['https://ada:hunter2@keys.example.com', /contains a user name or a password/],
    ['https://ada:hunter2@keys:x', /contains a user name or a password/],
    ['https://keys.example.com/?page=1', /has a query or a fragment/],
    ['keys.example.com', /"keys.example.com", which is not an HTTP address. It must be/],
    [SECRET, /"\[redacted\]", which is not an HTTP address/],
  ])('is refused before anything is sent: %s', (address, text) => {
    const environment = {
      KEYPLANE_ENDPOINT: address,
      KEYPLANE_CLIENT_ID: 'kpi_1',
      KEYPLANE_CLIENT_SECRET: SECRET,
    };
    let refusal: unknown;
    try {
      createAskApi({ environment });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ exitCode: 78, message: expect.stringMatching(text) });
    expect(String(refusal)).toMatch(/KEYPLANE_ENDPOINT (is|has|contains)/);
    expect(String(refusal)).not.toMatch(/hunter2|Ab12/);
  });
});

describe('credentials in the wrong variables', () => {
  const SECRET = `kpa_${'Ab12'.repeat(12)}Z`;
  const refusalOf = (clientId: string, clientSecret: string) => {
    try {
      createAskApi({
        environment: {
          KEYPLANE_ENDPOINT: 'https://keys.example.com',
          KEYPLANE_CLIENT_ID: clientId,
          KEYPLANE_CLIENT_SECRET: clientSecret,
        },
      });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it.each([
    [
      'swapped',
      SECRET,
      'kpi_1',
      /KEYPLANE_CLIENT_ID contains a secret.*swapped\. Exchange their values/,
    ],
    ['a secret twice', SECRET, SECRET, /Set it to the client ID of the key/],
    ['the beginning of a secret', 'kps_Ab', SECRET, /KEYPLANE_CLIENT_ID contains a secret/],
    ['a client ID twice', 'kpi_1', 'kpi_1', /KEYPLANE_CLIENT_SECRET contains a client ID/],
  ])('are refused without being shown: %s', (_, clientId, clientSecret, text) => {
    const refusal = refusalOf(clientId, clientSecret);
    expect(refusal).toMatchObject({ exitCode: 78, message: expect.stringMatching(text) });
    expect(String(refusal)).not.toContain('Ab12Ab12');
  });
});

describe('a command in the network of a company', () => {
  const HOST = 'keys.example.test';
  const authority = createTestAuthority();
  let folder: string;
  let peer: HostilePeer;
  let front: TlsFront;
  let proxy: CompanyProxy;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-ask-'));
    await writeFile(path.join(folder, 'authority.pem'), authority.certificate);
    peer = await startHostilePeer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{"answered":{}}'),
    );
    front = await createTlsFront(() => peer.url, authority.issue(HOST));
    proxy = await createCompanyProxy({
      target: () => ({ host: '127.0.0.1', port: front.port }),
      credentials: 'builder:hunter2',
    });
  });
  beforeEach(() => {
    proxy.calls.length = 0;
  });
  afterAll(async () => {
    await proxy.close();
    await front.close();
    await peer.close();
    await rm(folder, { recursive: true });
  });

  const ask = (further: Readonly<Record<string, string>>, endpoint = `https://${HOST}`) =>
    createAskApi({
      environment: {
        KEYPLANE_ENDPOINT: endpoint,
        KEYPLANE_CLIENT_ID: 'kpi_1',
        KEYPLANE_CLIENT_SECRET: 'secret',
        HTTPS_PROXY: `http://builder:hunter2@127.0.0.1:${proxy.port}`,
        SSL_CERT_FILE: path.join(folder, 'authority.pem'),
        ...further,
      },
    })('v1/creations');
  const failureOf = (further: Readonly<Record<string, string>>, endpoint?: string) =>
    ask(further, endpoint).then(
      () => undefined,
      (error: unknown) => error as Error,
    );

  it('goes through HTTPS_PROXY, and trusts the authorities of SSL_CERT_FILE', async () => {
    await expect(ask({})).resolves.toEqual({ answered: {} });
    expect(proxy.calls).toEqual([`CONNECT ${HOST}:443`]);
  });

  it('names SSL_CERT_FILE if it does not trust the server', async () => {
    const failure = await failureOf({ SSL_CERT_FILE: '' });
    expect(failure).toMatchObject({ exitCode: 69 });
    expect(failure?.message).toContain('environment variable SSL_CERT_FILE');
    const missing = await failureOf({ SSL_CERT_FILE: '/nowhere.pem' });
    expect(missing?.message).toContain('SSL_CERT_FILE names /nowhere.pem, which cannot be read');
  });

  it('does not go through the proxy for a host of NO_PROXY, and says so', async () => {
    const failure = await failureOf({ NO_PROXY: '.example.test' });
    expect(failure?.message).toContain('No proxy is used, because NO_PROXY lists this host');
    expect(proxy.calls).toEqual([]);
  });

  it('names the proxy that refuses its credentials, and does not show them', async () => {
    const failure = await failureOf({
      HTTPS_PROXY: `http://builder:wrong@127.0.0.1:${proxy.port}`,
    });
    expect(failure?.message).toContain(
      `The proxy http://127.0.0.1:${proxy.port} refuses the credentials (status 407)`,
    );
    expect(failure?.message).not.toContain('wrong');
  });

  it('goes through HTTP_PROXY, and says that a refusal may come from there', async () => {
    const HTTP_PROXY = `http://builder:hunter2@127.0.0.1:${proxy.port}`;
    proxy.refusal = 403;
    const failure = await failureOf({ HTTP_PROXY }, `http://${HOST}`);
    proxy.refusal = 407;
    const refused = await failureOf({ HTTP_PROXY }, `http://${HOST}`);
    proxy.refusal = undefined;
    expect(proxy.calls[0]).toBe(`GET http://${HOST}/v1/creations`);
    expect(failure?.message).toContain(
      `the proxy http://127.0.0.1:${proxy.port} (set by HTTP_PROXY), which may have answered`,
    );
    expect(refused).toMatchObject({ exitCode: 78 });
    expect(refused?.message).toContain('Write them into HTTP_PROXY');
  });

  it('refuses a variable that names no proxy', async () => {
    expect(() => ask({ HTTPS_PROXY: 'ftp://proxy' })).toThrow(
      expect.objectContaining({
        exitCode: 78,
        message: expect.stringMatching(/^HTTPS_PROXY begins with ftp:/),
      }),
    );
  });
});
