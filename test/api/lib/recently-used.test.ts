import { createRecentlyUsed } from '../../../api/lib/recently-used';

describe('what was used recently', () => {
  it('is kept, and what was not used for longest makes room', () => {
    const kept = createRecentlyUsed<number>(2);
    kept.set('a', 1).set('b', 2);
    expect(kept.get('a')).toBe(1);
    kept.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([1, undefined, 3]);
  });

  it('stays within its limit if a key gets another value', () => {
    const kept = createRecentlyUsed<number>(2);
    kept.set('a', 1).set('b', 2).set('a', 3).set('a', 4);
    expect(['a', 'b'].map((key) => kept.get(key))).toEqual([4, 2]);
  });

  it('is disposed of once it makes room, or everything is removed', () => {
    const disposed: number[] = [];
    const kept = createRecentlyUsed<number>(1, { dispose: (value) => disposed.push(value) });
    kept.set('a', 1).set('b', 2);
    expect(disposed).toEqual([1]);
    kept.clear();
    expect(disposed).toEqual([1, 2]);
  });
});
