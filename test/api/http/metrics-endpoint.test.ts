import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createFrontDoor } from '../../../api/front-door/front-door';
import { createLog } from '../../../api/operations/log';
import { createMetrics } from '../../../api/operations/metrics';
import { createMetricsEndpoint } from '../../../api/http/metrics-endpoint';
import { startMetricsServer } from '../../../api/http/metrics-server';
import { createReadiness } from '../../../api/operations/readiness';

const TOKEN = 'a-token-of-the-scraper';
const metrics = createMetrics({ ofProcess: true });
const readiness = createReadiness({
  log: createLog({ level: 'fatal' }),
  databaseTimeoutMs: 10_000,
});

async function statusOf(url: string, authorization?: string): Promise<number> {
  const headers = { ...(authorization !== undefined && { authorization }) };
  const answer = await fetch(url, { headers });
  const body = await answer.text();
  expect(body.includes('process_resident_memory_bytes')).toBe(answer.status === 200);
  expect(body).not.toContain(TOKEN);
  return answer.status;
}

const issuer = () => 'https://keys.example';

async function withDoor<T>(token: string | null, use: (url: string) => Promise<T>): Promise<T> {
  const endpoint = token === null ? null : createMetricsEndpoint(metrics, token, issuer);
  const door = createFrontDoor({ readiness, metrics: endpoint, issuer });
  door.open((_request, response) => response.writeHead(404).end());
  door.server.listen(0, '127.0.0.1');
  await once(door.server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(door.server.address() as AddressInfo).port}`);
  } finally {
    await door.close(0);
  }
}

describe('the public port', () => {
  it('answers no metrics unless it is told to', async () => {
    const statuses = await withDoor(null, (url) =>
      Promise.all([statusOf(`${url}/metrics`), statusOf(`${url}/metrics`, `Bearer ${TOKEN}`)]),
    );
    expect(statuses).toEqual([404, 404]);
  });

  it.each([
    [undefined, 401],
    ['', 401],
    [TOKEN, 401],
    [`Bearer ${TOKEN}x`, 401],
    [`Bearer ${TOKEN.slice(1)}`, 401],
    [`Basic ${TOKEN}`, 401],
    [`Bearer ${TOKEN}`, 200],
    [`bearer ${TOKEN}`, 200],
  ])('answers a scraper that presents %s with %d', async (authorization, status) => {
    expect(await withDoor(TOKEN, (url) => statusOf(`${url}/metrics`, authorization))).toBe(status);
  });

  it('says which scheme a scraper must use', async () => {
    const header = await withDoor(TOKEN, async (url) => {
      const answer = await fetch(`${url}/metrics?name[]=up`);
      expect(await answer.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
      return answer.headers.get('www-authenticate');
    });
    expect(header).toBe('Bearer realm="keyplane-metrics"');
  });
});

describe('a port of its own', () => {
  it.each([
    [null, undefined, 200],
    [TOKEN, undefined, 401],
    [TOKEN, `Bearer ${TOKEN}`, 200],
  ])(
    'with the token %s answers a scraper that presents %s with %d',
    async (token, sent, status) => {
      const server = await startMetricsServer(
        { host: '127.0.0.1', port: 0 },
        createMetricsEndpoint(metrics, token, issuer),
      );
      expect(await statusOf(server.url, sent)).toBe(status);
      await server.close();
    },
  );

  it('answers nothing else', async () => {
    const server = await startMetricsServer(
      { host: '127.0.0.1', port: 0 },
      createMetricsEndpoint(metrics, null, issuer),
    );
    const statuses = ['/', '/metrics/', '/readyz', '/v1/roles'].map((path) =>
      statusOf(new URL(path, server.url).href),
    );
    expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404]);
    await server.close();
  });
});
