import { createTurns } from '../../../api/lib/turns';
import { withinDeadline } from '../../../api/lib/within-deadline';

const never = new AbortController().signal;

describe('turns', () => {
  it('run a limited number for one key at once, in order, and never delay another key', async () => {
    const turns = createTurns(2);
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const begin = (key: string, name: string) =>
      turns.run(key, never, () => {
        started.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    const all = [begin('a', 'a1'), begin('a', 'a2'), begin('a', 'a3'), begin('b', 'b1')];
    await Promise.resolve();
    expect(started).toEqual(['a1', 'a2', 'b1']);
    ends[0]?.();
    await all[0];
    await Promise.resolve();
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
    ends.forEach((end) => end());
    await Promise.all(all);
  });

  it('pass a turn on after a failure, and skip work that was aborted while it waited', async () => {
    const turns = createTurns(1);
    const aborted = new AbortController();
    let fail = (): void => {};
    const failing = turns.run('a', never, () => new Promise((_, reject) => (fail = reject)));
    const leaving = turns.run('a', aborted.signal, async () => 'never');
    const last = turns.run('a', never, async () => 'done');
    aborted.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    fail();
    await expect(failing).rejects.toBeUndefined();
    await expect(last).resolves.toBe('done');
  });
});

describe('a deadline', () => {
  const failure = () => new Error('too late');

  it('rejects and aborts, also if the work never ends', async () => {
    let aborted: unknown;
    const work = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (aborted = signal.reason));
      return new Promise(() => {});
    };
    await expect(withinDeadline({ ms: 5, failure }, work)).rejects.toThrow('too late');
    expect(aborted).toEqual(failure());
  });

  it('does not affect work that ends in time', async () => {
    const done = withinDeadline({ ms: 60_000, failure }, async (signal) => signal.aborted);
    await expect(done).resolves.toBe(false);
  });
});
