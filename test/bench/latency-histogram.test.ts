import { LatencyHistogram } from './latency-histogram';

test('a percentile is the value that the given share of all values does not exceed', () => {
  const histogram = new LatencyHistogram();
  for (let millis = 1; millis <= 100; millis += 1) histogram.add(millis - 0.005);
  expect(histogram.count).toBe(100);
  expect(histogram.percentileMillis(0.5)).toBeCloseTo(50, 6);
  expect(histogram.percentileMillis(0.99)).toBeCloseTo(99, 6);
  expect(histogram.percentileMillis(1)).toBeCloseTo(100, 6);
});

test('a value above the maximum counts as the maximum', () => {
  const histogram = new LatencyHistogram();
  histogram.add(60_000);
  expect(histogram.percentileMillis(0.5)).toBe(2000);
});

test('an empty histogram has no percentile', () => {
  expect(new LatencyHistogram().percentileMillis(0.5)).toBeNaN();
});
