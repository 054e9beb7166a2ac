import { createMetrics } from '../../../api/operations/metrics';

test('requests and verifications are counted, and durations are kept', async () => {
  const metrics = createMetrics();
  const request = { operation: 'listRoles', method: 'GET', status: 200 };
  metrics.requestAnswered(request, 0.02);
  metrics.requestAnswered(request, 0.02);
  metrics.verificationAnswered('valid');
  const { body } = await metrics.exposition();
  expect(body).toContain(
    'keyplane_http_requests_total{operation="listRoles",method="GET",status="200"} 2',
  );
  expect(body).toContain(
    'keyplane_http_request_duration_seconds_bucket{le="0.025",operation="listRoles",method="GET"} 2',
  );
  expect(body).toContain('keyplane_verifications_total{outcome="valid"} 1');
});

test('two servers in one process do not share their counts', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.verificationAnswered('valid');
  expect((await other.exposition()).body).not.toContain('outcome="valid"');
});

test('a gauge shows the current value, and a counter the sum', async () => {
  const metrics = createMetrics();
  let depth = 1;
  metrics.gauge({ name: 'keyplane_depth', help: 'How deep.', read: () => depth });
  const outages = metrics.counter({ name: 'keyplane_outages_total', help: 'How often.' });
  depth = 3;
  outages.add();
  outages.add(2);
  const { body } = await metrics.exposition();
  expect(body).toContain('\nkeyplane_depth 3\n');
  expect(body).toContain('\nkeyplane_outages_total 3\n');
});

test('the process is measured only for its own server', async () => {
  const [ofServer, ofApp] = [createMetrics({ ofProcess: true }), createMetrics()];
  expect((await ofServer.exposition()).body).toContain('\nprocess_resident_memory_bytes ');
  expect((await ofApp.exposition()).body).not.toContain('process_resident_memory_bytes');
});
