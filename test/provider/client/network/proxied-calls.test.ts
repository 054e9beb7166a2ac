import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createKeyplaneClient } from '../../../../provider/client';
import { type CompanyProxy, createCompanyProxy } from '../../../support/company-proxy';
import { eventually } from '../../../support/eventually';
import { createSocksProxy, type SocksProxy } from '../../../support/socks-proxy';
import { freePort } from '../../../support/free-port';
import { createTestAuthority } from '../../../support/test-authority';
import { createTlsFront, type TlsFront } from '../../../support/tls-front';

const HOST = 'keys.example.test';
const CREDENTIALS = 'builder:hunter2';
const BROKEN = '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n';
const RETRY = {
  firstDelayMs: 1,
  longestDelayMs: 5,
  patienceMs: 50,
  firstContactPatienceMs: 50,
  longestWaitMs: 1_000,
  attemptMs: 5_000,
  sentWriteGraceMs: 500,
};
const PATIENT = { ...RETRY, patienceMs: 30_000, firstContactPatienceMs: 30_000 };

describe('calls to Keyplane through a proxy', () => {
  const authority = createTestAuthority();
  let api: Server;
  let front: TlsFront;
  let proxy: CompanyProxy;
  let secureProxy: CompanyProxy;
  let folder: string;
  let trusted: string;
  let hosts: (string | undefined)[];
  let answer: (response: ServerResponse) => void;
  let log: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-proxied-'));
    trusted = path.join(folder, 'authority.pem');
    await writeFile(trusted, authority.certificate);
    await writeFile(path.join(folder, 'empty.pem'), 'nothing');
    await writeFile(path.join(folder, 'broken.pem'), BROKEN);
    await mkdir(path.join(folder, 'linked'));
    await symlink(trusted, path.join(folder, 'linked', 'authority.pem'));
    await symlink('authority.pem', path.join(folder, 'linked', '0a1b2c3d.0'));
    api = createServer((request, response) => {
      hosts.push(request.headers.host);
      expect(request.headers).not.toHaveProperty('proxy-authorization');
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const apiPort = (api.address() as AddressInfo).port;
    front = await createTlsFront(() => `http://127.0.0.1:${apiPort}`, authority.issue(HOST));
    const target = () => ({ host: '127.0.0.1', port: front.port });
    proxy = await createCompanyProxy({ target, credentials: CREDENTIALS });
    secureProxy = await createCompanyProxy({
      target: () => ({ host: '127.0.0.1', port: apiPort }),
      certificate: authority.issue('localhost'),
    });
  });
  beforeEach(() => {
    hosts = [];
    answer = (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"role_1"}');
    log = '';
    proxy.calls.length = 0;
    secureProxy.calls.length = 0;
    proxy.refusal = undefined;
  });
  afterAll(async () => {
    await proxy.close();
    await secureProxy.close();
    await front.close();
    api.close();
    api.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  });

  const clientWith = (
    environment: Record<string, string>,
    endpoint = `https://${HOST}`,
    retry = RETRY,
  ) =>
    createKeyplaneClient({
      endpoint,
      environment,
      stack: 's',
      run: 'r',
      userAgent: 't',
      providerVersion: '0.1.0',
      retry,
      credentials: { clientId: 'kpi_1', clientSecret: 'kpa_secret' },
      logger: {
        debug: (...line) => void (log += JSON.stringify(line)),
        info: (...line) => void (log += JSON.stringify(line)),
      },
    });
  const signal = new AbortController().signal;
  const proxyUrl = (credentials = CREDENTIALS) => `http://${credentials}@127.0.0.1:${proxy.port}`;
  const failureOf = async (...given: Parameters<typeof clientWith>) => {
    const failed = await clientWith(...given)
      .roles.get('role_1', { signal })
      .catch(String);
    expect(`${String(failed)}${log}`).not.toContain('hunter2');
    return failed;
  };

  it('share one tunnel with an https endpoint if they follow each other', async () => {
    const client = clientWith({ HTTPS_PROXY: proxyUrl(), SSL_CERT_FILE: trusted });
    await client.roles.get('role_1', { signal });
    await client.roles.get('role_2', { signal });
    expect(proxy.calls).toEqual([`CONNECT ${HOST}:443`]);
    expect(hosts).toEqual([HOST, HOST]);
  });

  it.each([
    ['next to a file of another kind', ''],
    ['which are links', 'linked'],
  ])('trust the certificates in SSL_CERT_DIR, %s', async (_what, below) => {
    const folders = `/nowhere:${path.join(folder, below)}`;
    const client = clientWith({ https_proxy: proxyUrl(), SSL_CERT_DIR: folders });
    await expect(client.roles.get('role_1', { signal })).resolves.toEqual({ id: 'role_1' });
  });

  it('also trust the certificates in NODE_EXTRA_CA_CERTS', async () => {
    const environment = {
      NODE_EXTRA_CA_CERTS: trusted,
      SSL_CERT_FILE: path.join(folder, 'empty.pem'),
    };
    const client = clientWith({ https_proxy: proxyUrl(), ...environment });
    await expect(client.roles.get('role_1', { signal })).resolves.toEqual({ id: 'role_1' });
  });

  it('are forwarded by the proxy with an http endpoint, even if the proxy speaks TLS', async () => {
    const client = clientWith(
      { http_proxy: `https://localhost:${secureProxy.port}`, SSL_CERT_FILE: trusted },
      `http://${HOST}:8700/base`,
    );
    await client.roles.get('role_1', { signal });
    expect(secureProxy.calls).toEqual([`GET http://${HOST}:8700/base/v1/roles/role_1`]);
    expect(hosts).toEqual([`${HOST}:8700`]);
  });

  it('do not use the proxy for an endpoint that NO_PROXY lists', async () => {
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl(), NO_PROXY: 'example.test' });
    expect(failed).toContain('No proxy is used, because NO_PROXY lists this host.');
    expect(proxy.calls).toEqual([]);
  });

  it.each([
    ['refuses its credentials', 'builder:wrong-hunter2', 'refuses the credentials (status 407)'],
    ['asks for credentials', '', 'asks for a user name and a password (status 407)'],
  ])('fail with an error that the proxy %s', async (_what, credentials, sentence) => {
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl(credentials).replace('//@', '//') });
    expect(failed).toContain(`The proxy http://127.0.0.1:${proxy.port} ${sentence}`);
    expect(failed).toContain('Write them into HTTPS_PROXY');
    const plain = await failureOf({ HTTP_PROXY: proxyUrl('x:hunter2') }, `http://${HOST}`);
    expect(plain).toContain('(status 407). Write them into HTTP_PROXY');
  });

  it('fail with an error that the proxy did not connect to the endpoint', async () => {
    proxy.refusal = 403;
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl() });
    expect(failed).toContain(`of HTTPS_PROXY did not connect to ${HOST}:443 (status 403)`);
    expect(failed).toContain(`add ${HOST} to NO_PROXY`);
    expect(proxy.calls).toHaveLength(1);
  });

  it('are retried if the proxy briefly cannot reach the endpoint', async () => {
    proxy.refusal = 503;
    const environment = { HTTPS_PROXY: proxyUrl(), SSL_CERT_FILE: trusted };
    const reading = clientWith(environment, undefined, PATIENT).roles.get('role_1', { signal });
    await eventually(() => expect(proxy.calls.length).toBeGreaterThan(1));
    proxy.refusal = undefined;
    await expect(reading).resolves.toEqual({ id: 'role_1' });
  });

  it.each(['http', 'https'])(
    'name a proxy that does not answer, for an endpoint by %s',
    async (scheme) => {
      const port = await freePort();
      const variable = `${scheme.toUpperCase()}_PROXY`;
      const failed = await failureOf(
        { [variable]: `http://u:hunter2@127.0.0.1:${port}` },
        `${scheme}://${HOST}`,
      );
      expect(failed).toContain(
        `Nothing accepts connections at the proxy http://127.0.0.1:${port} of ${variable}.`,
      );
    },
  );

  it('name the proxy and the SSL_CERT variables if a certificate is not trusted', async () => {
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl() });
    expect(failed).toContain('comes from an authority that is not trusted here');
    expect(failed).toContain('in the environment variable SSL_CERT_FILE');
    expect(failed).toContain(
      `goes through the proxy http://127.0.0.1:${proxy.port} of HTTPS_PROXY`,
    );
  });

  it.each([
    ['cannot be read', 'missing.pem', 'which cannot be read'],
    ['has no certificate', 'empty.pem', 'which has no PEM certificate'],
  ])('fail with an error that the file of SSL_CERT_FILE %s', async (_what, name, sentence) => {
    const file = path.join(folder, name);
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl(), SSL_CERT_FILE: file });
    expect(failed).toContain(`SSL_CERT_FILE names ${file}, ${sentence}`);
  });

  describe('of the kind SOCKS', () => {
    let socks: SocksProxy;

    beforeAll(async () => {
      socks = await createSocksProxy({
        target: () => (isSecure ? front.port : (api.address() as AddressInfo).port),
        credentials: CREDENTIALS,
      });
    });
    beforeEach(() => {
      isSecure = true;
      socks.reply = 0;
      socks.targets.length = 0;
    });
    afterAll(() => socks.close());

    let isSecure: boolean;
    const socksUrl = (credentials: string) => `socks5://${credentials}127.0.0.1:${socks.port}`;

    it('let the proxy look the name up, and keep the connection', async () => {
      const client = clientWith({
        HTTPS_PROXY: socksUrl(`${CREDENTIALS}@`),
        SSL_CERT_FILE: trusted,
      });
      await client.roles.get('role_1', { signal });
      await client.roles.get('role_2', { signal });
      expect(socks.targets).toEqual([`${HOST}:443`]);
      expect(hosts).toEqual([HOST, HOST]);
    });

    it.each([
      [`http://${HOST}:8700`, `${HOST}:8700`],
      ['http://192.168.0.7', 'c0a80007:80'],
      ['http://[fd00:1::7]:81', 'fd000001000000000000000000000007:81'],
      ['http://[::2]', '00000000000000000000000000000002:80'],
    ])('reach the endpoint %s without TLS', async (endpoint, target) => {
      isSecure = false;
      const client = clientWith({ HTTP_PROXY: socksUrl(`${CREDENTIALS}@`) }, endpoint);
      await client.roles.get('role_1', { signal });
      expect(socks.targets).toEqual([target]);
    });

    it.each([
      ['builder:hunter22@', 'refuses the credentials (wrong credentials)'],
      ['', 'asks for a user name and a password (credentials are needed)'],
    ])('name the proxy if it does not accept the credentials %j', async (credentials, sentence) => {
      const failed = await failureOf({ HTTPS_PROXY: socksUrl(credentials) });
      expect(failed).toContain(`The proxy socks5://127.0.0.1:${socks.port} ${sentence}`);
    });

    it.each([
      [2, 'its rules do not allow it'],
      [5, 'the host refuses the connection'],
      [9, 'code 9'],
    ])('explain the reply %d of the proxy', async (reply, sentence) => {
      socks.reply = reply;
      const failed = await failureOf({ HTTPS_PROXY: socksUrl(`${CREDENTIALS}@`) });
      expect(failed).toContain(`did not connect to ${HOST}:443 (${sentence})`);
    });

    it('are retried if the proxy briefly cannot reach the host', async () => {
      socks.reply = 4;
      const environment = { HTTPS_PROXY: socksUrl(`${CREDENTIALS}@`), SSL_CERT_FILE: trusted };
      const reading = clientWith(environment, undefined, PATIENT).roles.get('role_1', { signal });
      await eventually(() => expect(socks.targets.length).toBeGreaterThan(1));
      socks.reply = 0;
      await expect(reading).resolves.toEqual({ id: 'role_1' });
    });

    it('name the proxy if it is not a SOCKS proxy, or is gone', async () => {
      const { port } = api.address() as AddressInfo;
      const noSocks = await failureOf({ HTTPS_PROXY: `socks5://127.0.0.1:${port}` });
      expect(noSocks).toContain('(it does not speak SOCKS 5)');
      const gone = await failureOf({ HTTPS_PROXY: `socks5://127.0.0.1:${await freePort()}` });
      expect(gone).toContain('Nothing accepts connections at the proxy socks5://127.0.0.1:');
    });

    it('wait for the answer to a write that was sent before the run was interrupted', async () => {
      isSecure = false;
      const controller = new AbortController();
      const client = clientWith({ HTTP_PROXY: socksUrl(`${CREDENTIALS}@`) }, `http://${HOST}`);
      answer = (response) => {
        controller.abort(new Error('stop'));
        setImmediate(() =>
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"role_7"}'),
        );
      };
      const changing = client.roles.update('role_7', { name: 'x' }, { signal: controller.signal });
      await expect(changing).resolves.toEqual({ id: 'role_7' });
    });
  });
});
