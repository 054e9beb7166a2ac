import { createAdmission, type Waiter } from '../../../api/http/admission';
import { Failure } from '../../../api/domain/failure';
import type { Principal } from '../../../api/domain/principal';

const ofTeam = (teamId: string) => ({ principal: { kind: 'member', teamId } as Principal });
const TEAM_A = ofTeam('a');
const TEAM_B = ofTeam('b');
const OPERATOR = { principal: { kind: 'operator', teamId: null } as Principal };

function setUp({ mostWaiting = 2 } = {}) {
  let refused = 0;
  const admission = createAdmission({
    atOnce: { read: 1, change: 2, end: 1 },
    mostWaiting,
    onRefused: () => (refused += 1),
  });
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  function ask(
    name: string,
    kind: 'read' | 'change' | 'end' = 'change',
    by: Waiter | 'anybody' = TEAM_A,
  ): Promise<string> {
    const answered = admission.run(kind, by === 'anybody' ? undefined : by, async () => {
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
      'Keyplane has more requests than it can answer: 2 requests of this kind are already waiting. It did nothing with this ' +
      'request. Wait for the number of seconds in Retry-After, then repeat the request.',
  });
  expect(() => admission.requireRoom('change', TEAM_A)).toThrow(Failure);
  expect(refused()).toBe(2);
  expect(begun).toEqual(['a', 'b']);
});

test('changes delay neither reads nor what ends access', () => {
  const { ask, begun, admission } = setUp();
  for (const name of ['a', 'b', 'c', 'd']) void ask(name);
  admission.requireRoom('read', TEAM_A);
  admission.requireRoom('end', TEAM_A);
  void ask('list', 'read');
  void ask('revoke', 'end');
  expect(begun).toEqual(['a', 'b', 'list', 'revoke']);
});

test('teams, the operator and requests without credentials take turns', async () => {
  const { ask, begun, finish } = setUp({ mostWaiting: 9 });
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void ask(name);
  void ask('b1', 'change', TEAM_B);
  void ask('b2', 'change', TEAM_B);
  void ask('o1', 'change', OPERATOR);
  void ask('n1', 'change', 'anybody');
  for (let at = 0; at < 9; at += 1) {
    finish.get(begun[at] ?? '')?.();
    await settled();
    await settled();
  }
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'o1', 'n1', 'a4', 'b2', 'a5']);
});

test('a team takes over the places of a team that has more requests waiting', async () => {
  const { ask, begun, finish, refused, admission } = setUp({ mostWaiting: 4 });
  const flood = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => ask(name));
  admission.requireRoom('change', TEAM_B);
  for (const name of ['b1', 'b2']) void ask(name, 'change', TEAM_B);
  // The newest requests of the other team are refused, as if they had come later.
  await expect(flood[5]).rejects.toThrow('4 requests of this kind are already waiting');
  await expect(flood[4]).rejects.toThrow(Failure);
  expect([refused(), admission.waiting()]).toEqual([2, 4]);
  // Now both teams have their share.
  await expect(ask('b3', 'change', TEAM_B)).rejects.toThrow(Failure);
  await expect(ask('a7')).rejects.toThrow(Failure);
  expect(() => admission.requireRoom('change', TEAM_B)).toThrow(Failure);
  for (let at = 0; at < 6; at += 1) {
    finish.get(begun[at] ?? '')?.();
    await settled();
    await settled();
  }
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'a4', 'b2']);
});

test('work that fails passes its turn on', async () => {
  const { admission } = setUp();
  const failing = () => admission.run('read', TEAM_A, () => Promise.reject(new Error('broken')));
  await expect(failing()).rejects.toThrow('broken');
  await expect(failing()).rejects.toThrow('broken');
  await expect(admission.run('read', TEAM_A, () => Promise.resolve(7))).resolves.toBe(7);
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
    await expect(waits).rejects.toThrow('this request has waited 5 seconds for its turn');
    finish.get('a')?.();
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(['a', 'b', 'd']);
    finish.get('d')?.();
    expect(await waitsLess).toBe('d');
  } finally {
    jest.useRealTimers();
  }
});
