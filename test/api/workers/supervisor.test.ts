import { createLog } from '../../../api/operations/log';
import { createMetrics } from '../../../api/operations/metrics';
import { superviseWorkers } from '../../../api/workers/supervisor';
import type { Receiver } from '../../../api/workers/dealer';
import type { ToPrimary, ToWorker, WorkerProcess } from '../../../api/workers/worker-messages';

/** A worker that does what the test says. */
interface FakeWorker {
  readonly number: number;
  readonly isFirst: boolean;
  readonly received: ToWorker[];
  readonly signals: string[];
  say(message: ToPrimary): void;
  exit(code: number | null, signal?: string): void;
}

function supervise(count: number) {
  const started: FakeWorker[] = [];
  const stop = new AbortController();
  let logged = '';
  const dealt: string[] = [];
  const numbers = new Map<Receiver, number>();
  const noted = (what: string) => (receiver: Receiver) =>
    void dealt.push(`${what} ${numbers.get(receiver) ?? '?'}`);
  const supervisor = superviseWorkers({
    count,
    dealer: {
      join: noted('join'),
      ended: noted('ended'),
      lost: noted('lost'),
      leave: (receiver, { isLast }) => {
        noted(isLast ? 'last' : 'leave')(receiver);
        return Promise.resolve();
      },
      close: () => void dealt.push('close'),
    },
    stop: stop.signal,
    stopWithinMillis: 5000,
    log: createLog({ level: 'info', stream: { write: (line) => void (logged += line) } }),
    metrics: createMetrics(),
    startWorker({ number, isFirst }) {
      let say: FakeWorker['say'] = () => undefined;
      let exit: (code: number | null, signal: string | null) => void = () => undefined;
      const received: ToWorker[] = [];
      const signals: string[] = [];
      started.push({
        number,
        isFirst,
        received,
        signals,
        say: (message) => say(message),
        exit: (code, signal) => exit(code, signal ?? null),
      });
      const worker: WorkerProcess = {
        send: (message) => void received.push(message),
        give: () => undefined,
        kill: (signal) => void signals.push(signal),
        onMessage: (listener) => (say = listener),
        onExit: (listener) => (exit = listener),
      };
      numbers.set(worker, number);
      return worker;
    },
  });
  const worker = (place: number) => {
    const found = started[place];
    if (found === undefined) throw new Error(`Only ${started.length} were started.`);
    return found;
  };
  const lines = () =>
    logged
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { msg: string });
  return { supervisor, started, worker, stop, lines, dealt };
}

const READY = { kind: 'ready' } as const;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('the first worker prepares the database before the others start', () => {
  const { started, worker, lines } = supervise(3);
  expect(started.map(({ number, isFirst }) => [number, isFirst])).toEqual([[1, true]]);
  worker(0).say(READY);
  expect(started.map(({ number, isFirst }) => [number, isFirst])).toEqual([
    [1, true],
    [2, false],
    [3, false],
  ]);
  worker(1).say(READY);
  expect(lines()).toEqual([]);
  worker(2).say(READY);
  expect(lines()).toEqual([expect.objectContaining({ msg: 'all workers are ready', workers: 3 })]);
});

test('a worker that cannot start at the beginning ends the server with its exit code', async () => {
  const { supervisor, worker } = supervise(2);
  worker(0).say(READY);
  worker(1).exit(69);
  expect(worker(0).received).toEqual([{ kind: 'stop', signal: 'SIGTERM' }]);
  worker(0).exit(0);
  expect(await supervisor.ended).toBe(69);
});

test('a worker that ends again and again is started after longer and longer pauses', () => {
  const { started, worker } = supervise(2);
  worker(0).say(READY);
  worker(1).say(READY);
  const pauses = [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  for (const pause of pauses) {
    const before = started.length;
    worker(before - 1).exit(1);
    jest.advanceTimersByTime(pause - 1);
    expect(started).toHaveLength(before);
    jest.advanceTimersByTime(1);
    expect(started).toHaveLength(before + 1);
    expect(started.at(-1)).toMatchObject({ number: 2, isFirst: false });
  }
  worker(started.length - 1).say(READY);
  jest.advanceTimersByTime(60_000);
  const before = started.length;
  worker(before - 1).exit(1);
  jest.advanceTimersByTime(250);
  expect(started).toHaveLength(before + 1);
});

test('connections go to a worker from when it accepts them until it leaves', async () => {
  const { supervisor, worker, stop, dealt } = supervise(2);
  worker(0).say({ kind: 'accepting' });
  worker(0).say(READY);
  worker(1).say({ kind: 'accepting' });
  worker(1).say(READY);
  worker(1).say({ kind: 'ended' });
  worker(1).say({ kind: 'leaving', withinMillis: 100 });
  worker(1).exit(0);
  expect(dealt).toEqual(['join 1', 'join 2', 'ended 2', 'leave 2', 'lost 2']);
  stop.abort('SIGTERM');
  worker(0).say({ kind: 'leaving', withinMillis: 100 });
  await Promise.resolve();
  await Promise.resolve();
  expect(worker(0).received.at(-1)).toEqual({ kind: 'left' });
  worker(0).exit(0);
  expect(await supervisor.ended).toBe(0);
  expect(dealt.slice(5)).toEqual(['last 1', 'lost 1', 'close']);
});

test('a worker that answers no pings for a minute is killed', () => {
  const { worker } = supervise(2);
  worker(0).say(READY);
  worker(1).say(READY);
  for (let turn = 0; turn < 7; turn += 1) {
    jest.advanceTimersByTime(10_000);
    worker(0).say({ kind: 'pong' });
  }
  expect([worker(0).signals, worker(1).signals]).toEqual([[], ['SIGKILL']]);
});

test('what one worker has counted is told to the others', () => {
  const { worker } = supervise(3);
  worker(0).say(READY);
  worker(1).say(READY);
  worker(2).say(READY);
  const attempts = [{ limit: 'guesses', who: '192.0.2.1', attempts: 3 }];
  worker(1).say({ kind: 'attempts', attempts });
  const told = { kind: 'attempts', attempts };
  expect([0, 1, 2].map((place) => worker(place).received)).toEqual([[told], [], [told]]);
});

test('workers that do not end in time are killed, and the exit code is not 0', async () => {
  const { supervisor, worker, stop } = supervise(2);
  worker(0).say(READY);
  worker(1).say(READY);
  stop.abort('SIGINT');
  expect(worker(1).received).toEqual([{ kind: 'stop', signal: 'SIGINT' }]);
  worker(0).exit(0);
  jest.advanceTimersByTime(4999);
  expect(worker(1).signals).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(worker(1).signals).toEqual(['SIGKILL']);
  worker(1).exit(null, 'SIGKILL');
  expect(await supervisor.ended).toBe(1);
});

test('a worker that waits to be started again is not started after the stop', async () => {
  const { supervisor, started, worker, stop } = supervise(2);
  worker(0).say(READY);
  worker(1).say(READY);
  worker(1).exit(1);
  stop.abort('SIGTERM');
  worker(0).exit(0);
  jest.advanceTimersByTime(60_000);
  expect(started).toHaveLength(2);
  expect(await supervisor.ended).toBe(0);
});

test('a worker that a stop signal ended before it could listen is not a failure', async () => {
  const before = supervise(2);
  before.worker(0).exit(null, 'SIGTERM');
  expect(await before.supervisor.ended).toBe(0);
  expect(before.lines().map(({ msg }) => msg)).not.toContain(
    'a worker was killed before it was ready',
  );

  const after = supervise(2);
  after.worker(0).say(READY);
  after.stop.abort('SIGINT');
  after.worker(0).exit(0);
  after.worker(1).exit(null, 'SIGINT');
  expect(await after.supervisor.ended).toBe(0);
});
