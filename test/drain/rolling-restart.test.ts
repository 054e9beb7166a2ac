import { rollingRestart } from './rolling-restart';

test.each([1, 2])(
  'loses no request when replicas with %i workers are restarted',
  async (workers) => {
    const { answered, lost } = await rollingRestart({
      workers,
      requests: 500,
      clients: 8,
      drainSeconds: 1,
      askEveryMs: 100,
    });
    expect(lost).toEqual([]);
    expect(answered).toBeGreaterThanOrEqual(500);
  },
);
