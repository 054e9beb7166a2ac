import { traceHeadersOf } from '../../../provider/client/trace-context';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://localhost:4318';

test.each([
  ['without a collector and a parent', {}],
  ['with a malformed parent', { TRACEPARENT: '00-abc-def-01' }],
  ['with a parent of zeros', { TRACEPARENT: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }],
  ['if the SDK is disabled', { TRACEPARENT, OTEL_SDK_DISABLED: 'true' }],
])('requests carry no trace %s', (_when, environment) => {
  expect(traceHeadersOf(environment)).toEqual({});
});

test('requests join the trace of the environment, whatever collector is set', () => {
  const tracestate = 'vendor=1';
  expect(
    traceHeadersOf({ TRACEPARENT, TRACESTATE: tracestate, OTEL_EXPORTER_OTLP_ENDPOINT }),
  ).toEqual({ traceparent: TRACEPARENT, tracestate });
});

test('a state that is no header is left out', () => {
  expect(traceHeadersOf({ TRACEPARENT, TRACESTATE: 'a\r\nx: y' })).toEqual({
    traceparent: TRACEPARENT,
  });
});

test('with a collector, all processes of one command have one trace', () => {
  const [one, other, next] = ['first', 'first', 'second'].map(
    (command) => traceHeadersOf({ OTEL_EXPORTER_OTLP_ENDPOINT }, () => command)['traceparent'],
  );
  expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(other).toBe(one);
  expect(next).not.toBe(one);
  expect(traceHeadersOf({ OTEL_EXPORTER_OTLP_ENDPOINT })['traceparent']).toBe(
    traceHeadersOf({ OTEL_EXPORTER_OTLP_ENDPOINT })['traceparent'],
  );
});

test.each([
  ['always_off', '1', 0],
  ['parentbased_always_off', '1', 0],
  ['always_on', '0', 400],
  ['traceidratio', '0', 0],
  ['parentbased_traceidratio', '1', 400],
])('the sampler %s with %s marks %d of 400 traces', (sampler, share, expected) => {
  expect(sampledOf400(sampler, share)).toBe(expected);
});

test('the sampler traceidratio marks its share', () => {
  const marked = sampledOf400('traceidratio', '0.25');
  expect(marked).toBeGreaterThan(60);
  expect(marked).toBeLessThan(140);
});

function sampledOf400(OTEL_TRACES_SAMPLER: string, OTEL_TRACES_SAMPLER_ARG: string): number {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG };
  return Array.from({ length: 400 }, (_, at) => traceHeadersOf(environment, () => `command ${at}`))
    .map(({ traceparent = '' }) => traceparent)
    .filter((traceparent) => traceparent.endsWith('-01')).length;
}
