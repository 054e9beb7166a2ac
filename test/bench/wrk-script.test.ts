import { parseWrkOutput, wrkScript } from './wrk-script';

const LINE =
  'bench-result {"requests":50000,"micros":2000000,"failed":0,"p50Micros":1100,"p99Micros":2450,"cpuSeconds":1.5}';

test('the script keeps every byte of a request as Lua reads it', () => {
  const script = wrkScript(['POST / HTTP/1.1\r\nA: "b\\c"\r\n\r\n{"ä":1}', 'GET /2']);
  expect(script).toContain(
    '"POST / HTTP/1.1\\013\\010A: \\034b\\092c\\034\\013\\010\\013\\010{\\034\\195\\164\\034:1}",',
  );
  expect(script).toContain('"GET /2",');
});

test('the figures are in requests a second, milliseconds and shares of a core', () => {
  const output = `Running 2s test @ http://127.0.0.1:1/\n  32 connections\n${LINE}\n`;
  expect(parseWrkOutput(output)).toEqual({
    requestsPerSecond: 25_000,
    p50Millis: 1.1,
    p99Millis: 2.45,
    generatorBusy: 0.75,
  });
});

test.each([
  ['one request failed', LINE.replace('"failed":0', '"failed":1'), '1 of 50000 requests failed'],
  ['nothing was answered', LINE.replace('50000', '0'), '0 of 0 requests failed'],
  ['there are no figures', 'unable to connect', 'wrk printed no figures: unable to connect'],
])('there is no result if %s', (_what, output, text) => {
  expect(() => parseWrkOutput(output)).toThrow(text);
});
