import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createKeyplaneClient } from '../../../../provider/client';
import { type CompanyProxy, createCompanyProxy } from '../../../support/company-proxy';
import { freePort } from '../../../support/free-port';
import { createTestAuthority } from '../../../support/test-authority';
import { createTlsFront, type TlsFront } from '../../../support/tls-front';

const HOST = 'keys.example.test';
const CREDENTIALS = 'builder:hunter2';
const BROKEN = '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n';
const RETRY = {
  ...{ firstDelayMs: 1, longestDelayMs: 5, patienceMs: 50, firstContactPatienceMs: 50 },
  ...{ longestWaitMs: 1_000, attemptMs: 5_000, sentWriteGraceMs: 500 },
};

describe('calls of Keyplane through a proxy', () => {
  const authority = createTestAuthority();
  let api: Server;
  let front: TlsFront;
  let proxy: CompanyProxy;
  let secureProxy: CompanyProxy;
  let folder: string;
  let trusted: string;
  let hosts: (string | undefined)[];
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
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"role_1"}');
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

  const clientWith = (environment: Record<string, string>, endpoint = `https://${HOST}`) =>
    createKeyplaneClient({
      ...{ endpoint, environment, stack: 's', run: 'r', userAgent: 't', retry: RETRY },
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

  it('open one tunnel by https for calls that follow each other', async () => {
    const client = clientWith({ HTTPS_PROXY: proxyUrl(), SSL_CERT_FILE: trusted });
    await client.roles.get('role_1', { signal });
    await client.roles.get('role_2', { signal });
    expect(proxy.calls).toEqual([`CONNECT ${HOST}:443`]);
    expect(hosts).toEqual([HOST, HOST]);
  });

  it.each([
    ['one of which is no certificate', ''],
    ['which are links', 'linked'],
  ])('trust the files of SSL_CERT_DIR, %s', async (_what, below) => {
    const folders = `/nowhere:${path.join(folder, below)}`;
    const client = clientWith({ https_proxy: proxyUrl(), SSL_CERT_DIR: folders });
    await expect(client.roles.get('role_1', { signal })).resolves.toEqual({ id: 'role_1' });
  });

  it('trust those of NODE_EXTRA_CA_CERTS besides', async () => {
    const environment = {
      NODE_EXTRA_CA_CERTS: trusted,
      SSL_CERT_FILE: path.join(folder, 'empty.pem'),
    };
    const client = clientWith({ https_proxy: proxyUrl(), ...environment });
    await expect(client.roles.get('role_1', { signal })).resolves.toEqual({ id: 'role_1' });
  });

  it('are sent to the proxy whole by http, also if the proxy speaks TLS', async () => {
    const client = clientWith(
      { http_proxy: `https://localhost:${secureProxy.port}`, SSL_CERT_FILE: trusted },
      `http://${HOST}:8700/base`,
    );
    await client.roles.get('role_1', { signal });
    expect(secureProxy.calls).toEqual([`GET http://${HOST}:8700/base/v1/roles/role_1`]);
    expect(hosts).toEqual([`${HOST}:8700`]);
  });

  it('do not use it for an endpoint that NO_PROXY lists', async () => {
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl(), NO_PROXY: 'example.test' });
    expect(failed).toContain(`The name ${HOST} is unknown to DNS`);
    expect(failed).toContain('No proxy is used, because NO_PROXY lists this host.');
    expect(proxy.calls).toEqual([]);
  });

  it.each([
    ['refuses its credentials', 'builder:wrong-hunter2', 'refuses the credentials (status 407)'],
    ['asks for credentials', '', 'asks for a user name and a password (status 407)'],
  ])('say that the proxy %s', async (_what, credentials, sentence) => {
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl(credentials).replace('//@', '//') });
    expect(failed).toContain(`The proxy http://127.0.0.1:${proxy.port} ${sentence}`);
    expect(failed).toContain('Write them into HTTPS_PROXY');
    const plain = await failureOf({ HTTP_PROXY: proxyUrl('x:hunter2') }, `http://${HOST}`);
    expect(plain).toContain('(status 407). Write them into HTTP_PROXY');
  });

  it('say that the proxy opens no connection to the endpoint', async () => {
    proxy.refusal = 403;
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl() });
    expect(failed).toContain(
      `of HTTPS_PROXY opens no connection to ${HOST}:443: it answered status 403`,
    );
    expect(failed).toContain(`add ${HOST} to NO_PROXY`);
    expect(proxy.calls).toHaveLength(1);
  });

  it('are repeated if the proxy cannot reach the endpoint for a moment', async () => {
    proxy.refusal = 503;
    await failureOf({ HTTPS_PROXY: proxyUrl() });
    expect(proxy.calls.length).toBeGreaterThan(1);
  });

  it.each(['http', 'https'])('name the proxy that nothing answers at, by %s', async (scheme) => {
    const port = await freePort();
    const variable = `${scheme.toUpperCase()}_PROXY`;
    const failed = await failureOf(
      { [variable]: `http://u:hunter2@127.0.0.1:${port}` },
      `${scheme}://${HOST}`,
    );
    expect(failed).toContain(
      `Nothing accepts connections at the proxy http://127.0.0.1:${port} of ${variable}.`,
    );
  });

  it('name the proxy and the variables of trust if a certificate is not trusted', async () => {
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
  ])('say that the file of SSL_CERT_FILE %s', async (_what, name, sentence) => {
    const file = path.join(folder, name);
    const failed = await failureOf({ HTTPS_PROXY: proxyUrl(), SSL_CERT_FILE: file });
    expect(failed).toContain(`SSL_CERT_FILE names ${file}, ${sentence}`);
  });
});
