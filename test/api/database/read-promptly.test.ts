import { readPromptly } from '../../../api/database/read-promptly';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Answers with `reads` one after the other, each after its number of milliseconds. */
function slowly<T>(reads: readonly (readonly [answer: T, millis: number])[]): () => Promise<T> {
  let asked = 0;
  return async () => {
    const [answer, millis] = reads[asked] ?? [];
    asked += 1;
    jest.advanceTimersByTime(millis ?? 0);
    return answer as T;
  };
}

it('reads again if an answer was delayed for too long, because the key may have been revoked meanwhile', async () => {
  const read = slowly([
    ['good', 10_000],
    ['revoked', 5],
  ]);
  expect(await readPromptly(read)).toBe('revoked');
});

it('trusts an answer that came immediately', async () => {
  expect(await readPromptly(slowly([['good', 700]]))).toBe('good');
});

it('says that it cannot be sure if every answer is old', async () => {
  const read = slowly([
    ['good', 800],
    ['good', 800],
    ['good', 800],
  ]);
  await expect(readPromptly(read)).rejects.toMatchObject({ code: 'KEYPLANE_DATABASE_TIMEOUT' });
});
