import type { CallOptions } from './call';

export interface RefreshReaderOptions<T> {
  readonly readOne: (id: string, options: CallOptions) => Promise<T>;
  /** One page of the list. Without a token, the first page. */
  readonly readPage: (token: string | undefined, options: CallOptions) => Promise<RefreshPage<T>>;
  readonly onPageFailure: (error: unknown) => void;
}

export interface RefreshPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Reads the objects of a refresh in fewer calls than there are reads. */
export interface RefreshReader<T> {
  read(id: string, options: CallOptions): Promise<T>;
  /** After a write, no earlier result may be returned. */
  forget(): void;
}

/** Up to this many reads are cheaper one by one. */
const SINGLE_READS = 10;

/**
 * One more page is read for each group of this many reads, whether or not the earlier pages have
 * saved calls. Reads that wait for a page count too, because without the next page each of them is
 * a call.
 */
const READS_PER_VENTURE = 8;

/**
 * Terraform asks for its resources one at a time, and never says how many will come. After ten
 * reads, the list is read page by page. Another page is read only if the pages so far have saved as
 * many calls as they cost, or are few compared with the reads. So a few keys in a team with very
 * many cost hardly more than single reads. Objects that no page shows, such as revoked keys, are
 * read one by one.
 */
export function createRefreshReader<T extends { readonly id: string }>(
  options: RefreshReaderOptions<T>,
): RefreshReader<T> {
  const { readOne, readPage, onPageFailure } = options;
  let snapshot = emptySnapshot<T>();
  let reads = 0;
  let singleReads = 0;

  async function addPage(to: Snapshot<T>, callOptions: CallOptions): Promise<void> {
    try {
      const { items, next } = await readPage(to.nextToken, callOptions);
      for (const item of items) to.items.set(item.id, item);
      to.pages += 1;
      to.nextToken = next ?? undefined;
      to.isComplete = next === null;
    } catch (error) {
      // A refresh must not fail because the shortcut failed.
      to.isComplete = true;
      onPageFailure(error);
    } finally {
      to.underWay = undefined;
    }
  }

  return {
    async read(id, callOptions) {
      const from = snapshot;
      reads += 1;
      if (singleReads >= SINGLE_READS) {
        while (!from.items.has(id) && mayAddPage(from, reads)) {
          from.underWay ??= addPage(from, callOptions);
          await from.underWay;
          // The reads that this page has served count before the next page is judged.
          await Promise.resolve();
        }
        const item = from.items.get(id);
        if (item !== undefined && from === snapshot) {
          from.hits += 1;
          return item;
        }
      }
      singleReads += 1;
      return readOne(id, callOptions);
    },

    forget() {
      snapshot = emptySnapshot();
    },
  };
}

interface Snapshot<T> {
  readonly items: Map<string, T>;
  pages: number;
  hits: number;
  nextToken: string | undefined;
  isComplete: boolean;
  underWay: Promise<void> | undefined;
}

function emptySnapshot<T>(): Snapshot<T> {
  return {
    items: new Map(),
    pages: 0,
    hits: 0,
    isComplete: false,
    nextToken: undefined,
    underWay: undefined,
  };
}

function mayAddPage({ isComplete, pages, hits }: Snapshot<unknown>, reads: number): boolean {
  return !isComplete && pages <= Math.max(hits, 1 + reads / READS_PER_VENTURE);
}
