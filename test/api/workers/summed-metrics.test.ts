import { createMetrics, type Metrics } from '../../../api/operations/metrics';
import { createSummedMetrics } from '../../../api/workers/summed-metrics';

const request = { operation: 'verifyKey', method: 'POST', status: 200 };

function newWorker() {
  const metrics = createMetrics();
  let lag = 0;
  let waiting = 0;
  metrics.gauge({ name: 'keyplane_lag', help: 'How late.', across: 'max', read: () => lag });
  metrics.gauge({ name: 'keyplane_waiting', help: 'How many.', read: () => waiting });
  return {
    metrics,
    set(newLag: number, newWaiting: number) {
      lag = newLag;
      waiting = newWaiting;
    },
  };
}

function sumOf(workers: ReadonlyMap<number, Metrics>) {
  const sums = createSummedMetrics({
    own: createMetrics(),
    ask(id) {
      for (const [number, metrics] of workers) {
        void metrics.snapshot().then((snapshot) => {
          // As between processes.
          const received = JSON.parse(JSON.stringify(snapshot)) as typeof snapshot;
          sums.collected(number, id, received);
        });
      }
      return [...workers.keys()];
    },
  });
  return sums;
}

test('totals and gauges are added up, and gauges of the database are not', async () => {
  const [one, two] = [newWorker(), newWorker()];
  one.metrics.requestAnswered(request, 0.002);
  two.metrics.requestAnswered(request, 0.002);
  two.metrics.requestAnswered(request, 0.002);
  one.set(3, 4);
  two.set(2, 5);
  const sums = sumOf(
    new Map([
      [1, one.metrics],
      [2, two.metrics],
    ]),
  );
  const text = await sums.exposition();
  expect(text).toContain(
    'keyplane_http_requests_total{operation="verifyKey",method="POST",status="200"} 3\n',
  );
  expect(text).toContain(
    'keyplane_http_request_duration_seconds_count{operation="verifyKey",method="POST"} 3\n',
  );
  expect(text).toContain('\nkeyplane_lag 3\n');
  expect(text).toContain('\nkeyplane_waiting 9\n');
  expect(text).toContain('\nkeyplane_worker_requests_total{worker="1"} 1\n');
  expect(text).toContain('\nkeyplane_worker_requests_total{worker="2"} 2\n');
});

test('a total does not fall if a worker ends, and a gauge forgets it', async () => {
  const [one, two] = [newWorker(), newWorker()];
  one.metrics.requestAnswered(request, 0.002);
  two.metrics.requestAnswered(request, 0.002);
  two.set(9, 9);
  const workers = new Map([
    [1, one.metrics],
    [2, two.metrics],
  ]);
  const sums = sumOf(workers);
  await sums.exposition();
  sums.ended(2);
  const restarted = newWorker();
  restarted.metrics.requestAnswered(request, 0.002);
  workers.set(2, restarted.metrics);
  const text = await sums.exposition();
  expect(text).toContain('status="200"} 3\n');
  expect(text).toContain('\nkeyplane_worker_requests_total{worker="2"} 2\n');
  expect(text).toContain('\nkeyplane_lag 0\n');
});

test('a worker that does not answer is counted as at the last scrape', async () => {
  const [one, two] = [newWorker(), newWorker()];
  one.metrics.requestAnswered(request, 0.002);
  two.metrics.requestAnswered(request, 0.002);
  let silent = false;
  const sums = createSummedMetrics({
    own: createMetrics(),
    ask(id) {
      void one.metrics.snapshot().then((snapshot) => sums.collected(1, id, snapshot));
      if (!silent) void two.metrics.snapshot().then((snapshot) => sums.collected(2, id, snapshot));
      return [1, 2];
    },
  });
  await sums.exposition();
  silent = true;
  one.metrics.requestAnswered(request, 0.002);
  expect(await sums.exposition()).toContain('status="200"} 3\n');
});
