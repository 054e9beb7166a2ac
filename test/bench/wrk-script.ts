import type { LoadResult } from './load-target';

/** Printed before the figures, so that they are found in the output of wrk. */
const MARK = 'bench-result ';

/** What wrk counts, and how much of a core it took. */
interface WrkFigures {
  readonly requests: number;
  readonly micros: number;
  readonly failed: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly cpuSeconds: number;
}

/** The Lua script with which wrk draws from the prepared requests and prints its figures. */
export function wrkScript(texts: readonly string[]): string {
  return `local requests = {
${texts.map((text) => `  ${luaString(text)},`).join('\n')}
}

function init()
  math.randomseed(42)
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format(
    '${MARK}{"requests":%d,"micros":%d,"failed":%d,"p50Micros":%d,"p99Micros":%d,"cpuSeconds":%f}',
    summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99), os.clock()))
end
`;
}

/** In Lua, decimal escapes are the only ones that can express every byte. */
function luaString(text: string): string {
  const escaped = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, '0')}`,
  );
  return `"${escaped.join('')}"`;
}

/** @throws Error if a request failed or wrk printed no figures */
export function parseWrkOutput(output: string): LoadResult {
  const line = output.split('\n').find((each) => each.startsWith(MARK));
  if (line === undefined) throw new Error(`wrk printed no figures: ${output.slice(0, 600)}`);
  const figures = JSON.parse(line.slice(MARK.length)) as WrkFigures;
  const { requests, micros, failed, p50Micros, p99Micros, cpuSeconds } = figures;
  if (failed > 0 || requests === 0) {
    throw new Error(`wrk: ${failed} of ${requests} requests failed.`);
  }
  return {
    requestsPerSecond: (requests * 1e6) / micros,
    p50Millis: p50Micros / 1000,
    p99Millis: p99Micros / 1000,
    generatorBusy: (cpuSeconds * 1e6) / micros,
  };
}
