import { watchAnswer } from '../../../api/database/dialects/answer-watch';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const never = new Promise<never>(() => undefined);
const after = <T>(millis: number, value: T) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), millis));

const TIMEOUT = { code: 'KEYPLANE_DATABASE_TIMEOUT' };

/** The outcome within ten minutes, and when it came. */
async function outcome(answer: Promise<unknown>): Promise<readonly [unknown, number]> {
  const startedAt = performance.now();
  const settled = answer.then(
    (value) => [value, performance.now() - startedAt] as const,
    (error: unknown) => [error, performance.now() - startedAt] as const,
  );
  await jest.advanceTimersByTimeAsync(600_000);
  return settled;
}

it('passes on an answer or an error of the database', async () => {
  expect(await outcome(watchAnswer(after(5, 'rows'), 15_000, async () => true))).toEqual([
    'rows',
    5,
  ]);
  const refused = new Error('duplicate key');
  const refusal = watchAnswer(Promise.reject(refused), 15_000, async () => true);
  expect(await outcome(refusal)).toEqual([refused, 0]);
});

it('gives up at the limit, although the database is still working', async () => {
  const [error, millis] = await outcome(watchAnswer(never, 15_000, async () => true));
  expect([error, millis]).toEqual([expect.objectContaining(TIMEOUT), 15_000]);
});

it.each([
  ['knows nothing of it', async () => false],
  ['cannot be reached', () => Promise.reject(new Error('connection refused'))],
])('gives up within 3 seconds if the database %s', async (_what, isWorkingOnIt) => {
  const [error, millis] = await outcome(watchAnswer(never, 0, isWorkingOnIt));
  expect([error, millis]).toEqual([expect.objectContaining(TIMEOUT), 2500]);
});

it('accepts an answer that arrives while the database is asked', async () => {
  expect(await outcome(watchAnswer(after(2200, 'rows'), 15_000, async () => false))).toEqual([
    'rows',
    2200,
  ]);
});

it('waits as long as the database works if there is no limit', async () => {
  expect(await outcome(watchAnswer(after(300_000, 'migrated'), 0, async () => true))).toEqual([
    'migrated',
    300_000,
  ]);
});
