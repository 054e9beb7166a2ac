import { createAdmission } from '../../../api/http/admission';
import { Failure } from '../../../api/domain/failure';

function setUp({ mostWaiting = 2 } = {}) {
  let refused = 0;
  const admission = createAdmission({
    atOnce: { read: 1, change: 2, end: 1 },
    mostWaiting,
    onRefused: () => (refused += 1),
  });
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  function ask(name: string, kind: 'read' | 'change' | 'end' = 'change'): Promise<string> {
    const answered = admission.run(kind, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => finish.set(name, resolve));
      return name;
    });
    answered.catch(() => undefined);
    return answered;
  }
  return { admission, ask, begun, finish, refused: () => refused };
}

const settled = () => new Promise((resolve) => process.nextTick(resolve));

test('a few run at once, and the others follow in their order', async () => {
  const { ask, begun, finish, admission } = setUp();
  const all = ['a', 'b', 'c', 'd'].map((name) => ask(name));
  expect(begun).toEqual(['a', 'b']);
  expect(admission.waiting()).toBe(2);
  finish.get('b')?.();
  await all[1];
  await settled();
  expect(begun).toEqual(['a', 'b', 'c']);
  finish.get('a')?.();
  await all[0];
  await settled();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  finish.get('c')?.();
  finish.get('d')?.();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  expect(admission.waiting()).toBe(0);
});

test('one that finds the line full is refused at once and may be repeated', async () => {
  const { ask, begun, refused, admission } = setUp();
  for (const name of ['a', 'b', 'c', 'd']) void ask(name);
  const failure: unknown = await ask('e').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({
    code: 'unavailable',
    retryAfterSeconds: 2,
    message:
      'Keyplane has more requests than it can answer: 2 of this kind wait already. It did nothing with this ' +
      'request. Repeat the request after the seconds in Retry-After.',
  });
  expect(() => admission.requireRoom('change')).toThrow(Failure);
  expect(refused()).toBe(2);
  expect(begun).toEqual(['a', 'b']);
});

test('changes delay neither reads nor what ends access', () => {
  const { ask, begun, admission } = setUp();
  for (const name of ['a', 'b', 'c', 'd']) void ask(name);
  admission.requireRoom('read');
  admission.requireRoom('end');
  void ask('list', 'read');
  void ask('revoke', 'end');
  expect(begun).toEqual(['a', 'b', 'list', 'revoke']);
});

test('work that fails passes its turn on', async () => {
  const { admission } = setUp();
  const failing = () => admission.run('read', () => Promise.reject(new Error('broken')));
  await expect(failing()).rejects.toThrow('broken');
  await expect(failing()).rejects.toThrow('broken');
  await expect(admission.run('read', () => Promise.resolve(7))).resolves.toBe(7);
});

test('nothing waits for longer than five seconds', async () => {
  jest.useFakeTimers();
  try {
    const { ask, finish, begun } = setUp();
    void ask('a');
    void ask('b');
    const waits = ask('c');
    jest.advanceTimersByTime(4999);
    const waitsLess = ask('d');
    jest.advanceTimersByTime(1);
    await expect(waits).rejects.toThrow('this one has waited 5 seconds for its turn');
    finish.get('a')?.();
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(['a', 'b', 'd']);
    finish.get('d')?.();
    expect(await waitsLess).toBe('d');
  } finally {
    jest.useRealTimers();
  }
});
