import { createBatchedRead } from '../../../api/database/batched-read';
import { createChangeFeed } from '../../../api/database/change-feed';
import type { ChangeSource } from '../../../api/database/dialects/change-log';
import { createChangeLog } from '../../../api/database/dialects/change-log';
import { createFreshCache } from '../../../api/database/fresh-cache';
import { eventually } from '../../support/eventually';

describe('a change log', () => {
  it('distinguishes what has changed since a position from what has not', () => {
    const log = createChangeLog();
    const before = log.position;
    log.add(['a']);
    expect(log.holdsSince(before, ['b', 'c'])).toBe(true);
    expect(log.holdsSince(before, ['b', 'a'])).toBe(false);
    expect(log.holdsSince(log.position, ['a'])).toBe(true);
  });

  it('does not move if nothing was heard', () => {
    const log = createChangeLog();
    const before = log.position;
    log.add([]);
    expect(log.position).toBe(before);
  });

  it('treats everything as changed once something may have been missed', () => {
    const log = createChangeLog();
    const before = log.position;
    log.addEverything();
    expect(log.holdsSince(before, ['never heard of'])).toBe(false);
    expect(log.holdsSince(log.position, ['never heard of'])).toBe(true);
  });

  it('remembers 10,000 IDs, and with one more treats everything as changed', () => {
    const log = createChangeLog();
    const before = log.position;
    log.add(Array.from({ length: 10_000 }, (_, at) => `id_${at}`));
    expect(log.holdsSince(before, ['another'])).toBe(true);
    log.add(['one more']);
    expect(log.holdsSince(before, ['another'])).toBe(false);
    expect(log.holdsSince(log.position, ['one more', 'another'])).toBe(true);
  });
});

describe('a fresh cache', () => {
  function cacheOf(maxEntries = 10) {
    const log = createChangeLog();
    let current = true;
    const cache = createFreshCache<{ ids: readonly string[] }>({
      feed: { log, isCurrent: () => current },
      maxEntries,
      idsOf: ({ ids }) => ids,
    });
    return { cache, log, setCurrent: (is: boolean) => void (current = is) };
  }

  it('forgets the values that depend on a changed row, and no others', () => {
    const { cache, log } = cacheOf();
    const [one, other] = [{ ids: ['a', 'x'] }, { ids: ['b'] }];
    cache.set('one', one, cache.position);
    cache.set('other', other, cache.position);
    log.add(['x']);
    expect([cache.get('one'), cache.get('other')]).toEqual([undefined, other]);
    log.add(['b']);
    expect(cache.get('other')).toBeUndefined();
  });

  it('does not keep a value that changed while it was being read', () => {
    const { cache, log } = cacheOf();
    const { position } = cache;
    log.add(['a']);
    cache.set('one', { ids: ['a'] }, position);
    expect(cache.get('one')).toBeUndefined();
  });

  it('answers nothing while changes cannot be heard, and again if nothing was missed', () => {
    const { cache, log, setCurrent } = cacheOf();
    cache.set('one', { ids: ['a'] }, cache.position);
    setCurrent(false);
    expect(cache.get('one')).toBeUndefined();
    setCurrent(true);
    expect(cache.get('one')).toBeDefined();
    log.addEverything();
    expect(cache.get('one')).toBeUndefined();
  });

  it('caches no more than its limit', () => {
    const { cache } = cacheOf(1);
    cache.set('one', { ids: [] }, cache.position);
    cache.set('other', { ids: [] }, cache.position);
    expect([cache.get('one'), cache.get('other')]).toEqual([undefined, { ids: [] }]);
  });
});

describe('a change feed', () => {
  const feeds: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(feeds.splice(0).map((feed) => feed.close())));

  function feedOf(catchUp: ChangeSource['catchUp']) {
    const log = createChangeLog();
    const told: string[] = [];
    const feed = createChangeFeed({
      source: { catchUp, close: async () => void told.push('closed') },
      log,
      onOutage: (error) => told.push(String(error)),
      onRecovery: () => told.push('recovered'),
    });
    feeds.push(feed);
    return { feed, log, told };
  }

  it('is current only after it has heard the first time, and then treats everything as changed', async () => {
    const { feed, log } = feedOf(() => Promise.resolve());
    const before = log.position;
    expect(feed.isCurrent()).toBe(false);
    await eventually(() => expect(feed.isCurrent()).toBe(true));
    expect(log.holdsSince(before, ['anything'])).toBe(false);
  });

  it('is not current after a failure, reports it once, and recovers by itself', async () => {
    let failing = false;
    const { feed, log, told } = feedOf(() =>
      failing ? Promise.reject(new Error('cut')) : Promise.resolve(),
    );
    await eventually(() => expect(feed.isCurrent()).toBe(true));
    failing = true;
    await feed.catchUp();
    expect(feed.isCurrent()).toBe(false);
    const { position } = log;
    failing = false;
    await eventually(() => expect(told).toEqual(['Error: cut', 'recovered']));
    expect(feed.isCurrent()).toBe(true);
    expect(log.holdsSince(position, ['anything'])).toBe(false);
  });

  it('does not wait for a source that hangs, and is not current then', async () => {
    let release = () => {};
    let hanging = false;
    const { feed } = feedOf(() =>
      hanging ? new Promise((resolve) => (release = resolve)) : Promise.resolve(),
    );
    await eventually(() => expect(feed.isCurrent()).toBe(true));
    hanging = true;
    await feed.catchUp();
    expect(feed.isCurrent()).toBe(false);
    hanging = false;
    release();
  });

  it('asks only once more for all callers who arrive while it asks', async () => {
    let asked = 0;
    let release = () => {};
    let holding = false;
    const { feed } = feedOf(() => {
      asked += 1;
      return holding ? new Promise((resolve) => (release = resolve)) : Promise.resolve();
    });
    await eventually(() => expect(feed.isCurrent()).toBe(true));
    holding = true;
    const first = feed.catchUp();
    const before = asked;
    const others = [feed.catchUp(), feed.catchUp()];
    holding = false;
    release();
    await Promise.all([first, ...others]);
    expect(asked).toBe(before + 1);
  });

  it('hears nothing after it was closed', async () => {
    let asked = 0;
    const { feed, told } = feedOf(async () => void (asked += 1));
    await eventually(() => expect(feed.isCurrent()).toBe(true));
    await feed.close();
    const before = asked;
    await feed.catchUp();
    expect([asked, told]).toEqual([before, ['closed']]);
    feeds.length = 0;
  });
});

describe('a batched read', () => {
  it('reads together what is asked for in one turn, in its order, each thing once', async () => {
    const reads: (readonly string[])[] = [];
    const read = createBatchedRead(async (keys) => {
      reads.push(keys);
      return new Map(keys.filter((key) => key !== 'absent').map((key) => [key, `<${key}>`]));
    });
    const answers = await Promise.all(['b', 'a', 'absent', 'b'].map(read));
    expect(answers).toEqual(['<b>', '<a>', undefined, '<b>']);
    expect(reads).toEqual([['b', 'a', 'absent']]);
  });

  it('does not answer a caller from a read that began before the question', async () => {
    const releases: (() => void)[] = [];
    let value = 'old';
    const read = createBatchedRead(async (keys) => {
      const found = new Map(keys.map((key) => [key, value]));
      await new Promise<void>((resolve) => releases.push(resolve));
      return found;
    });
    const early = read('key');
    await eventually(() => expect(releases).toHaveLength(1));
    value = 'new';
    const late = read('key');
    releases[0]?.();
    expect(await early).toBe('old');
    await eventually(() => expect(releases).toHaveLength(2));
    releases[1]?.();
    expect(await late).toBe('new');
  });

  it('reports an error to all callers, and continues', async () => {
    let failing = true;
    const read = createBatchedRead(async (keys) => {
      if (failing) throw new Error('gone');
      return new Map(keys.map((key) => [key, key]));
    });
    const outcomes = await Promise.allSettled(['a', 'b', 'a'].map(read));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    failing = false;
    expect(await read('a')).toBe('a');
  });

  it('reads no more at once than one statement can', async () => {
    const sizes: number[] = [];
    const read = createBatchedRead(async (keys) => {
      sizes.push(keys.length);
      return new Map(keys.map((key) => [key, key]));
    });
    const keys = Array.from({ length: 20 }, (_, at) => `key_${at}`);
    expect(await Promise.all(keys.map(read))).toEqual(keys);
    expect(sizes).toEqual([8, 8, 4]);
  });
});
