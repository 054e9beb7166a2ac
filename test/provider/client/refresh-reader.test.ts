import { createHash } from 'node:crypto';
import { createRefreshReader, type RefreshPage } from '../../../provider/client/refresh-reader';
import { effort } from '../../support/effort';

interface Item {
  readonly id: string;
}

const signal = new AbortController().signal;

/** A list with this many items, in pages, that counts its calls. */
function listOf(count: number, pageSize: number) {
  const items = Array.from({ length: count }, (_, n) => ({ id: `item-${n}` }));
  const calls = { single: 0, pages: 0 };
  const reader = createRefreshReader<Item>({
    async readOne(id) {
      calls.single += 1;
      const item = items.find((candidate) => candidate.id === id);
      if (item === undefined) throw new Error(`no ${id}`);
      return item;
    },
    async readPage(token = '0'): Promise<RefreshPage<Item>> {
      calls.pages += 1;
      const end = Number(token) + pageSize;
      const next = end < items.length ? String(end) : null;
      return { items: items.slice(Number(token), end), next };
    },
    onPageFailure: () => {},
  });
  const readAll = async (ids: readonly string[], atOnce = 10) => {
    const found: Item[] = [];
    for (let start = 0; start < ids.length; start += atOnce) {
      const reads = ids.slice(start, start + atOnce).map((id) => reader.read(id, { signal }));
      found.push(...(await Promise.all(reads)));
    }
    return found;
  };
  return { items, calls, reader, readAll };
}

const total = ({ single, pages }: { single: number; pages: number }) => single + pages;

describe('the reads of a refresh', () => {
  test('are made one by one for a few objects', async () => {
    const { items, calls, readAll } = listOf(10, 100);
    expect(await readAll(items.map(({ id }) => id))).toEqual(items);
    expect(calls).toEqual({ single: 10, pages: 0 });
  });

  test.each([
    [1000, 15],
    [5000, 40],
  ])('for %d objects take at most %d calls', async (count, atMost) => {
    const { items, calls, readAll } = listOf(count, 1000);
    const shuffled = [...items].sort((a, b) => (hash(a.id) < hash(b.id) ? -1 : 1));
    expect(await readAll(shuffled.map(({ id }) => id))).toEqual(shuffled);
    expect(total(calls)).toBeLessThanOrEqual(atMost);
  });

  test('waste few calls if they cover most of a list, in any order', async () => {
    const shuffles = effort({ full: 20, fast: 5 });
    let single = 0;
    for (let shuffle = 0; shuffle < shuffles; shuffle += 1) {
      const { items, calls, readAll } = listOf(6000, 1000);
      // The first page belongs to another stack.
      const wanted = items.slice(1000).map(({ id }) => id);
      const digests = new Map(wanted.map((id) => [id, digest(`${shuffle}-${id}`)]));
      await readAll(wanted.sort((a, b) => (digests.get(a)! < digests.get(b)! ? -1 : 1)));
      expect(calls.pages).toBe(6);
      single += calls.single;
    }
    expect(single / shuffles).toBeLessThanOrEqual(13);
  });

  test('take hardly more calls than there are objects for a few objects of a very long list', async () => {
    const { items, calls, readAll } = listOf(100_000, 1000);
    const wanted = Array.from({ length: 50 }, (_, n) => items[99_000 + n]!.id);
    await readAll(wanted);
    expect(total(calls)).toBeLessThanOrEqual(58);
  });

  test('are made one by one for objects that no list shows', async () => {
    const { items, calls, readAll, reader } = listOf(30, 100);
    await readAll(items.map(({ id }) => id));
    const singleBefore = calls.single;
    await expect(reader.read('revoked', { signal })).rejects.toThrow('no revoked');
    expect(calls.single).toBe(singleBefore + 1);
  });

  test('return nothing that was read before a write', async () => {
    const { items, calls, readAll, reader } = listOf(30, 100);
    await readAll(items.map(({ id }) => id));
    reader.forget();
    await reader.read('item-3', { signal });
    expect(calls.pages).toBe(2);
  });

  test('are made one by one if the list cannot be read', async () => {
    const failures: unknown[] = [];
    const reader = createRefreshReader<Item>({
      readOne: async (id) => ({ id }),
      readPage: () => Promise.reject(new Error('403')),
      onPageFailure: (error) => failures.push(error),
    });
    for (let n = 0; n < 20; n += 1) {
      expect(await reader.read(`item-${n}`, { signal })).toEqual({ id: `item-${n}` });
    }
    expect(failures).toHaveLength(1);
  });
});

/** A random order, which is the same in every run. */
const digest = (text: string) => createHash('sha1').update(text).digest('hex');

function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7);
}
