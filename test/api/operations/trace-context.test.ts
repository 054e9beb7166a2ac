import { traceIdOf } from '../../../api/operations/trace-context';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

test.each([
  ['version 00', `00-${TRACE_ID}-00f067aa0ba902b7-01`],
  ['a later version with more fields', `01-${TRACE_ID}-00f067aa0ba902b7-01-more`],
])('the trace ID is read from %s', (_what, header) => {
  expect(traceIdOf(header)).toBe(TRACE_ID);
});

test.each([
  ['none', undefined],
  ['the invalid version ff', `ff-${TRACE_ID}-00f067aa0ba902b7-01`],
  ['an ID of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['upper case', `00-${TRACE_ID.toUpperCase()}-00f067aa0ba902b7-01`],
  ['anything else', 'hello'],
])('%s is not a trace', (_what, header) => {
  expect(traceIdOf(header)).toBeUndefined();
});
