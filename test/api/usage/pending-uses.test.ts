import { createPendingUses } from '../../../api/usage/pending-uses';
import type { Use, UseMark } from '../../../api/usage/usage';

const AT = new Date('2027-03-01T23:59:59Z');
const later = (millis: number) => new Date(AT.getTime() + millis);

const useOf = (given: Partial<Use> = {}): Use => ({
  keyId: 'key_1',
  secretVersion: 1,
  firstUse: false,
  at: AT,
  by: { kind: 'address', id: '192.0.2.1' },
  ...given,
});

test('uses of one secret by one caller on one day wait as one, with the latest time', () => {
  const pending = createPendingUses();
  pending.add(useOf({ at: later(500), firstUse: true }));
  pending.add(useOf());
  expect(pending.size).toBe(1);
  expect(pending.take()).toEqual([
    expect.objectContaining({ uses: 2, firstUse: true, lastUsedAt: later(500) }),
  ]);
  expect([pending.size, pending.take()]).toEqual([0, []]);
});

test('another secret, caller or day waits separately, in the order of the keys', () => {
  const pending = createPendingUses();
  pending.add(useOf({ keyId: 'key_2' }));
  pending.add(useOf());
  pending.add(useOf({ secretVersion: 2 }));
  pending.add(useOf({ secretVersion: null }));
  pending.add(useOf({ at: later(1000) }));
  pending.add(useOf({ by: { kind: 'service', id: '192.0.2.1' } }));
  const taken = pending.take();
  expect(taken.map(({ keyId }) => keyId)).toEqual([...Array<string>(5).fill('key_1'), 'key_2']);
  expect(taken.every(({ uses }) => uses === 1)).toBe(true);
});

test('counts that are put back are added to newer ones', () => {
  const pending = createPendingUses();
  pending.add(useOf({ firstUse: true, at: later(500) }));
  const taken = pending.take();
  pending.add(useOf());
  pending.putBack(taken);
  expect(pending.take()).toEqual([
    expect.objectContaining({ uses: 2, firstUse: true, lastUsedAt: later(500) }),
  ]);
});

test('beyond 40,000 rows the callers of a key are counted together, and none is lost', () => {
  const pending = createPendingUses();
  for (let at = 0; at < 40_010; at += 1) {
    pending.add(useOf({ by: { kind: 'address', id: `caller_${at}` } }));
  }
  const taken = pending.take();
  expect(taken).toHaveLength(40_001);
  expect(taken.at(-1)).toMatchObject({ caller: { kind: 'other' }, uses: 10 });
});

test('a mark counts each use once, and never in a count that was taken', () => {
  const pending = createPendingUses();
  const mark: UseMark = { lastCount: undefined };
  const other = { kind: 'service', id: '192.0.2.1' } as const;
  for (let use = 0; use < 3; use += 1) pending.add(useOf({ mark, at: later(use) }));
  pending.add(useOf());
  for (const differing of [{ by: other }, { secretVersion: 2 }, { at: later(1000) }]) {
    pending.add(useOf({ mark, ...differing }));
    pending.add(useOf({ mark }));
  }
  const [first, ...others] = pending.take();
  expect(first).toMatchObject({ uses: 7, lastUsedAt: later(2) });
  expect(others.map(({ uses }) => uses)).toEqual([1, 1, 1]);
  pending.add(useOf({ mark, firstUse: true }));
  expect(pending.take()).toEqual([expect.objectContaining({ uses: 1, firstUse: true })]);
  expect(pending.size).toBe(0);
});
