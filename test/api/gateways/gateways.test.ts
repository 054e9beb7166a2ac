import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { IDENTITY_HEADERS } from '../../../api/verification/identity-headers';
import { Secret } from '../../../api/domain/secret';
import { codeBlocksOf, readPage } from '../../docs/support/pages';
import { rawRequest, sendRaw } from '../http/raw-http';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';
import { startEchoService, type EchoService } from './echo-service';
import { GATEWAYS, type RunningGateway } from './gateway';

const run = promisify(execFile);
const unknown = () => Secret.generate('service_account_key').reveal();
const LONG_NAME = '🔑'.repeat(200);

for (const { name, program, start } of GATEWAYS) {
  const title = program === undefined ? `${name} (skipped: ${name} is not installed)` : name;

  (program === undefined ? describe.skip : describe)(`the real ${title}, as its guide says`, () => {
    let api: OAuthApi;
    let service: EchoService;
    let gateway: RunningGateway;
    let key: IssuedKey;

    beforeAll(async () => {
      api = await createOAuthApi('sqlite', { trustedProxies: ['127.0.0.1'] });
      service = await startEchoService();
      const own = await api.issueKey(['keys.verify']);
      key = await api.issueKey(['reports.read'], { body: { name: LONG_NAME } });
      const owner = `/v1/service-accounts/${key.accountId}`;
      await api.as(api.team.owner).patch(owner).send({ name: LONG_NAME }).expect(200);
      gateway = await start({
        keyplane: new URL(api.url).host,
        service: service.address,
        credential: `Basic ${Buffer.from(`${own.clientId}:${own.secret}`).toString('base64')}`,
      });
    });
    afterAll(async () => {
      await gateway.stop();
      await service.close();
      await api.close();
    });

    const bearer = (secret: string) => `Authorization: Bearer ${secret}`;

    async function send(
      headers: readonly string[],
      { method = 'GET', target = '/orders/42', body = '', chunked = false } = {},
    ) {
      const all = ['connection: close', ...headers];
      const [answer] = await sendRaw(
        gateway.port,
        rawRequest({ method, target, body, chunked, headers: all }),
      );
      if (answer === undefined) throw new Error('There was no answer.');
      return answer;
    }

    /** The request that reached the service, if any did. */
    async function seenOf(...request: Parameters<typeof send>) {
      const before = service.seen.length;
      const { status, head } = await send(...request);
      return { status, head, seen: service.seen.slice(before) };
    }

    it('answers the requests of the first page as that page says', async () => {
      const page = readPage('docs/guides/gateways/README.md');
      const code = codeBlocksOf(page).find((block) => block.code.includes('ask()'))?.code ?? '';
      const script = code.replace('127.0.0.1:8080', `127.0.0.1:${gateway.port}`);
      const environment = { ...process.env, KEY: key.secret };
      const { stdout } = await run('bash', ['-c', script], { env: environment });
      const said = [...code.matchAll(/# (\d{3})/g)].map(([, status]) => status);
      expect(said).toHaveLength(6);
      expect(stdout.trim().split('\n')).toEqual(said);
    });

    it('lets a valid key in, tells the service who owns it, and hides the key', async () => {
      for (const sent of [bearer(key.secret), `X-API-Key: ${key.secret}`]) {
        const { status, seen } = await seenOf([sent]);
        expect([status, seen.length]).toEqual([200, 1]);
        expect(seen[0]?.headers).toMatchObject({
          'keyplane-key-id': key.id,
          'keyplane-owner-id': key.accountId,
          'keyplane-team-id': api.team.id,
          'keyplane-key-name': encodeURIComponent('🔑'.repeat(50)),
        });
        expect(JSON.stringify(seen)).not.toMatch(/kp[asti]_[0-9A-Za-z]{49}|Basic/);
        expect(seen[0]?.headers).not.toHaveProperty('authorization');
        expect(seen[0]?.headers).not.toHaveProperty('x-api-key');
        expect(seen[0]?.headers).not.toHaveProperty('keyplane-authorization');
      }
    });

    it('removes identity headers that the client sends', async () => {
      const names = Object.keys(IDENTITY_HEADERS);
      const made = [...names, ...names.map((header) => header.replaceAll('-', '_'))];
      const forged = [...made.map((header) => `${header}: forged`), bearer(key.secret)];
      const { status, seen } = await seenOf(forged);
      expect([status, seen.length]).toEqual([200, 1]);
      expect(JSON.stringify(seen)).not.toContain('forged');
      expect(seen[0]?.headers['keyplane-key-id']).toBe(key.id);
    });

    it('lets no client remove an identity header, or add a second key after the check', async () => {
      const names = Object.keys(IDENTITY_HEADERS).join(', ');
      const { status, seen } = await seenOf([bearer(key.secret), `Connection: ${names}`]);
      // Caddy refuses such a request. nginx does not pass `Connection` on, which names headers to
      // drop.
      if (status !== 400) expect(seen[0]?.headers).toHaveProperty('keyplane-team-id', api.team.id);
      const disguised = ['X_API_Key', 'X-API_Key', 'X_API-Key'].map(
        (name) => `${name}: ${unknown()}`,
      );
      const second = await seenOf([bearer(key.secret), ...disguised]);
      expect([second.status, second.seen.length]).toEqual([200, 1]);
      expect(JSON.stringify(second.seen)).not.toContain('kps_');
    });

    it('refuses clients whose headers are too long for Keyplane', async () => {
      const long = ['a', 'b', 'c'].map((name) => `X-${name}: ${name.repeat(6000)}`);
      const { status, head, seen } = await seenOf([...long, bearer(key.secret)]);
      // nginx answers 401 and Caddy passes the 431 on, as the guides say.
      expect([status, seen]).toEqual([name === 'nginx' ? 401 : 431, []]);
      if (status === 401) {
        const challenges = head.match(/\r\nwww-authenticate: Bearer realm="keyplane"\r/gi);
        expect(challenges).toHaveLength(1);
      }
    });

    it('refuses a client that sends a gateway credential of its own', async () => {
      const own = `Keyplane-Authorization: Bearer ${unknown()}`;
      expect((await send([own, bearer(key.secret)])).status).toBe(200);
      expect((await send([`Keyplane-Authorization: Bearer ${key.secret}`])).status).toBe(401);
    });

    it('refuses an unknown or missing key with 401, however often', async () => {
      const { status, head, seen } = await seenOf([]);
      expect([status, seen]).toEqual([401, []]);
      expect(head.match(/\r\nwww-authenticate: Bearer realm="keyplane"/gi)).toHaveLength(1);
      const statuses = new Set<number>();
      for (let sent = 0; sent < 65; sent += 1) {
        statuses.add((await send([bearer(unknown())])).status);
      }
      expect([...statuses]).toEqual([401]);
      expect((await send([bearer(key.secret)])).status).toBe(200);
    });

    it('refuses a key that lacks the permission with 403', async () => {
      const other = await api.issueKey(['events.read']);
      const { status, seen } = await seenOf([bearer(other.secret)]);
      expect([status, seen]).toEqual([403, []]);
    });

    it('refuses two keys, in one header or in two', async () => {
      const [good, bad] = [key.secret, unknown()];
      for (const headers of [
        [bearer(good), `X-API-Key: ${bad}`],
        [bearer(bad), `X-API-Key: ${good}`],
        [bearer(good), bearer(bad)],
        [`X-API-Key: ${good}`, `X-API-Key: ${bad}`],
        [`X-API-Key: ${good}, ${bad}`],
      ]) {
        const { status, seen } = await seenOf(headers);
        // nginx may refuse a repeated Authorization itself.
        expect([[400, 401].includes(status), seen]).toEqual([true, []]);
      }
    });

    it('passes method, query and body on unchanged', async () => {
      const body = '{"permission":"reports.delete"}';
      const target = '/orders?permission=reports.delete&audience=mine&unknown=1';
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const headers = [bearer(key.secret), 'content-type: application/json'];
        const { status, seen } = await seenOf(headers, { method, target, body });
        expect([status, seen]).toEqual([
          200,
          [expect.objectContaining({ method, url: target, body })],
        ]);
        const chunked = await seenOf(headers, { method, target, body, chunked: true });
        expect(chunked.seen).toEqual(
          seen.map((same) => expect.objectContaining({ body: same.body })),
        );
        expect((await seenOf([], { method, target, body })).seen).toEqual([]);
      }
    });

    it('answers a preflight itself, and checks every request whatever its method and headers', async () => {
      const preflight = [
        'Origin: https://app.example.com',
        'Access-Control-Request-Method: POST',
        'Access-Control-Request-Headers: authorization',
      ];
      const { status, head, seen } = await seenOf(preflight, { method: 'OPTIONS' });
      expect([status, seen]).toEqual([204, []]);
      expect(head).toMatch(/\r\naccess-control-allow-origin: https:\/\/app\.example\.com\r\n/i);
      const plain = await seenOf([bearer(key.secret)], { method: 'OPTIONS' });
      expect(plain.seen).toEqual([]);
      const waived = [
        ...preflight,
        'X-Original-Method: OPTIONS',
        'X-Forwarded-Method: OPTIONS',
        'X-HTTP-Method-Override: OPTIONS',
        'X-Forwarded-Uri: /healthz',
        'X-Original-URL: /',
      ];
      for (const method of ['GET', 'POST', 'HEAD']) {
        const refused = await seenOf(waived, { method });
        expect([refused.status, refused.seen]).toEqual([401, []]);
      }
    });

    it('refuses everybody while Keyplane is down, and recovers afterwards', async () => {
      await api.kill();
      const { status, seen } = await seenOf([bearer(key.secret)]);
      expect([[502, 503].includes(status), seen]).toEqual([true, []]);
      await api.listen();
      expect((await send([bearer(key.secret)])).status).toBe(200);
    });
  });
}
