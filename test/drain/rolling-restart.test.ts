import { rollingRestart } from './rolling-restart';

test('loses no request when replicas behind a load balancer are restarted', async () => {
  const { answered, lost } = await rollingRestart({
    requests: 500,
    clients: 8,
    drainSeconds: 1,
    askEveryMs: 100,
  });
  expect(lost).toEqual([]);
  expect(answered).toBeGreaterThanOrEqual(500);
});
