import { connect, type Socket } from 'node:net';
import { LatencyHistogram } from './latency-histogram';
import {
  CONNECTIONS,
  type LoadOrder,
  type LoadReport,
  type LoadRequests,
  type LoadResult,
  type LoadTarget,
} from './load-target';
import { SECRET_LENGTH, writeSecret } from './secret-sequence';

const HEADERS_END = '\r\n\r\n';

/**
 * A process of its own that loads a server over keep-alive connections, with one request in progress on
 * each, and checks every answer. On bare sockets it costs about 12 µs of CPU for each request. autocannon
 * takes a seventh more without checking the answers, and cannot draw from a million requests.
 */
async function load({ target, seconds }: LoadOrder): Promise<LoadResult> {
  const draw = drawer(target.requests);
  const latencies = new LatencyHistogram();
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  const endsMs = startedMs + seconds * 1000;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => loadConnection(target, draw, latencies, endsMs)),
  );
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    requestsPerSecond: (latencies.count * 1000) / elapsedMs,
    p50Millis: latencies.percentileMillis(0.5),
    p99Millis: latencies.percentileMillis(0.99),
    generatorBusy: (user + system) / 1000 / elapsedMs,
  };
}

function loadConnection(
  { port, markers }: LoadTarget,
  draw: () => Buffer,
  latencies: LatencyHistogram,
  endsMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentMs = 0;
    let received = '';
    const send = (): void => {
      sentMs = performance.now();
      socket.write(draw());
    };
    const fail = (reason: string): void => {
      socket.destroy();
      reject(new Error(reason));
    };
    socket.on('connect', send);
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('The server closed a connection.'));
    socket.on('data', (chunk) => {
      received = received === '' ? chunk.toString('latin1') : received + chunk.toString('latin1');
      const length = answerLength(received);
      if (length === null) return fail('An answer has no content-length.');
      if (length === undefined || received.length < length) return;
      if (received.length > length) return fail('An answer is longer than its content-length.');
      if (
        !received.startsWith('HTTP/1.1 200 ') ||
        !markers.every((marker) => received.includes(marker))
      ) {
        return fail(`Not the answer that was expected: ${received.slice(0, 600)}`);
      }
      received = '';
      const nowMs = performance.now();
      latencies.add(nowMs - sentMs);
      if (nowMs < endsMs) return send();
      socket.removeAllListeners('close').destroy();
      resolve();
    });
  });
}

/** Undefined while the headers are incomplete; null if they have none. */
function answerLength(received: string): number | null | undefined {
  const headersEnd = received.indexOf(HEADERS_END);
  if (headersEnd < 0) return undefined;
  const contentLength = /\r\ncontent-length: *(\d+)/i.exec(received)?.[1];
  if (contentLength === undefined) return null;
  return headersEnd + HEADERS_END.length + Number(contentLength);
}

/**
 * Continues from round to round, because a server must not be asked again about keys that it cached
 * in an earlier round.
 */
let drawn = 42;

function below(count: number): number {
  drawn ^= drawn << 13;
  drawn ^= drawn >>> 17;
  drawn ^= drawn << 5;
  return (drawn >>> 0) % count;
}

function drawer(requests: LoadRequests): () => Buffer {
  if (requests.kind === 'prepared') {
    const buffers = requests.texts.map((text) => Buffer.from(text));
    const [first = Buffer.alloc(0)] = buffers;
    return () => buffers[below(buffers.length)] ?? first;
  }
  const { before, after, count } = requests;
  const template = Buffer.from(before + ' '.repeat(SECRET_LENGTH) + after);
  return () => {
    const request = Buffer.from(template);
    writeSecret(request, before.length, below(count));
    return request;
  };
}

process.on('message', (order: LoadOrder) => {
  const answer = (report: LoadReport) => process.send?.(report);
  load(order).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ failure: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
