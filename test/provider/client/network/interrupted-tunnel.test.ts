import { createKeyplaneClient, DEFAULT_RETRY_POLICY } from '../../../../provider/client';
import { eventually } from '../../../support/eventually';
import { startHostilePeer } from '../../../support/hostile-peer';

const RETRY = { ...DEFAULT_RETRY_POLICY, sentWriteGraceMs: 10 };

it.each([
  ['HTTP', { HTTPS_PROXY: 'http://' }],
  ['HTTP, without TLS to the endpoint', { HTTP_PROXY: 'http://' }],
  ['SOCKS', { HTTPS_PROXY: 'socks5://' }],
  ['SOCKS, without TLS to the endpoint', { HTTP_PROXY: 'socks5://' }],
])('an interrupt ends a call that waits for a silent proxy: %s', async (_kind, given) => {
  const proxy = await startHostilePeer(() => {});
  const address = new URL(proxy.url).host;
  const environment = Object.fromEntries(
    Object.entries(given).map(([name, scheme]) => [name, `${scheme}${address}`]),
  );
  const controller = new AbortController();
  const { signal } = controller;
  const reason = new Error('stop');
  const scheme = 'HTTPS_PROXY' in given ? 'https' : 'http';
  const client = createKeyplaneClient({
    endpoint: `${scheme}://keys.example.test`,
    environment,
    retry: RETRY,
    stack: 's',
    run: 'r',
    userAgent: 't',
    providerVersion: '0.1.0',
    logger: { debug() {}, info() {} },
    credentials: { clientId: 'kpi_1', clientSecret: 'kpa_secret' },
  });
  const changing = client.roles.update('role_1', { name: 'x' }, { signal });
  const reading = client.roles.get('role_1', { signal });
  const settled = Promise.allSettled([changing, reading]);
  await eventually(() => expect(proxy.connections).toBe(2));
  const interruptedAt = performance.now();
  controller.abort(reason);
  expect(await settled).toEqual([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
  ]);
  expect(performance.now() - interruptedAt).toBeLessThan(RETRY.attemptMs);
  await proxy.close();
});
