import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { IncomingMessage } from 'node:http';
import {
  buildKeyplane,
  type KeyplaneProcess,
  type LogLine,
} from '../api/cli/support/keyplane-process';
import { ownerOf, sendLoad } from '../drain/rolling-restart';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { createTestAuthority } from '../support/test-authority';
import { HOST, PROXIES, type RunningProxy } from './support/documented-proxy';

/** At least. The clients go on while a replica restarts, on a quiet machine for thousands of requests. */
const REQUESTS = 1000;
const CLIENTS = 16;
/** Caddy before 2.7.5 answers a POST so if it knows no healthy replica at that moment, as the page says. */
const SENT_TO_NOBODY = '503 ';
const isOfClient = ({ msg, status }: LogLine) => msg === 'request' && status === 200;
const authority = createTestAuthority();

for (const { name, program, start } of PROXIES) {
  const title = program === undefined ? `${name} (skipped: ${name} is not installed)` : name;

  (program === undefined ? describe.skip : describe)(`the real ${title}, as its page says`, () => {
    const keyplane = buildKeyplane();
    let database: TestDatabase;
    let folder: string;
    let ports: readonly [number, number];
    let replicas: KeyplaneProcess[];
    let proxy: RunningProxy;
    let authorization: string;
    const agent = new Agent({ keepAlive: true, ca: authority.certificate, servername: HOST });

    const replica = (port: number) =>
      keyplane.start(['serve'], {
        folder,
        environment: {
          KEYPLANE_PORT: String(port),
          KEYPLANE_DATABASE_URL: database.url,
          KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
          KEYPLANE_ISSUER: `https://${HOST}`,
          KEYPLANE_TRUSTED_PROXIES: '127.0.0.1',
          KEYPLANE_DRAIN_SECONDS: '5',
        },
      });

    beforeAll(async () => {
      database = await createTestDatabase();
      folder = await keyplane.newFolder();
      ports = [await freePort(), await freePort()];
      replicas = [await replica(ports[0]), await replica(ports[1])];
      for (const each of replicas) await each.url();
      authorization = await ownerOf(folder);
      const addresses = [`127.0.0.1:${ports[0]}`, `127.0.0.1:${ports[1]}`] as const;
      proxy = await start(addresses, authority.issue(HOST));
      await eventually(async () => expect(await ask(true)).toBe('200'));
    }, 60_000);
    afterAll(async () => {
      agent.destroy();
      await proxy.stop();
      await keyplane.remove();
      await database.drop();
    });

    interface Sent {
      readonly method?: string;
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly from?: string;
    }

    function send({ method = 'GET', path, headers, body, from }: Sent) {
      return new Promise<{ status: number; body: string }>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port: proxy.port,
          method,
          path,
          headers: { host: HOST, authorization, ...headers },
          agent: from === undefined ? agent : new Agent({ ca: authority.certificate }),
          servername: HOST,
          ...(from !== undefined && { localAddress: from }),
        };
        request(options, (answer: IncomingMessage) => {
          text(answer).then((content) => {
            resolve({ status: answer.statusCode ?? 0, body: content });
          }, reject);
        })
          .once('error', reject)
          .end(body);
      });
    }

    /** A read, or a POST that no proxy would repeat. */
    async function ask(reads: boolean): Promise<string> {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const sent: Sent = reads
        ? { path: '/v1/whoami' }
        : {
            method: 'POST',
            path: '/oauth2/token',
            headers: form,
            body: 'grant_type=client_credentials',
          };
      for (;;) {
        const answer = await send(sent).then(
          ({ status, body }) => (status === 200 ? '200' : `${status} ${body.slice(0, 200)}`),
          String,
        );
        if (name !== 'caddy' || answer !== SENT_TO_NOBODY || reads) return answer;
        await delay(100);
      }
    }

    it(`loses none of ${REQUESTS.toLocaleString('en')} requests while replicas restart`, async () => {
      let isRolling = true;
      let stage = 'before';
      const load = sendLoad(ask, CLIENTS, {
        isOver: (sent) => !isRolling && sent >= REQUESTS,
        stage: () => stage,
      });
      for (const [index, port] of ports.entries()) {
        stage = `restart of replica ${index + 1}`;
        const old = replicas[index];
        old?.child.kill('SIGTERM');
        expect((await old?.finished)?.exitCode).toBe(0);
        const started = await replica(port);
        replicas[index] = started;
        await eventually(async () => {
          expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
        });
        // Otherwise, the proxy may still avoid this replica when the next one stops.
        await eventually(() => expect(started.lines().some(isOfClient)).toBe(true));
      }
      isRolling = false;
      const { answered, lost } = await load;
      expect(lost).toEqual([]);
      expect(answered).toBeGreaterThanOrEqual(REQUESTS);
    }, 120_000);

    it('passes on the address of the client, whatever the client claims', async () => {
      const created = await send({
        method: 'POST',
        path: '/v1/roles',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': '203.0.113.7',
          forwarded: 'for=203.0.113.7',
          'x-real-ip': '203.0.113.7',
        },
        body: JSON.stringify({ name: 'seen', permissions: ['roles.read'] }),
        from: '127.0.0.2',
      });
      expect(created.status).toBe(201);
      const { id } = JSON.parse(created.body) as { id: string };
      const { body } = await send({ path: '/v1/audit-events?page_size=100' });
      const { items } = JSON.parse(body) as { items: { target: { id: string }; ip: string }[] };
      expect(items.find(({ target }) => target.id === id)?.ip).toBe('127.0.0.2');
    });

    it('lets through what Keyplane accepts, and leaves refusals to Keyplane', async () => {
      const json = { 'content-type': 'application/json' };
      const large = JSON.stringify({ name: 'x'.repeat(200 * 1024), permissions: [] });
      const refused = await send({ method: 'POST', path: '/v1/roles', headers: json, body: large });
      expect([refused.status, JSON.parse(refused.body)]).toEqual([
        422,
        expect.objectContaining({ code: 'invalid_request' }),
      ]);
      const long = await send({ path: '/v1/whoami', headers: { 'x-padding': 'x'.repeat(12_000) } });
      expect(long.status).toBe(200);
    });
  });
}
