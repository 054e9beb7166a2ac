import type { Call, CallOptions } from './call';
import type { UsedFamily } from './collections';
import { createRefreshReader, type RefreshReader } from './refresh-reader';

/** How a key was used, or how all keys below an account, a role, a service key or a member were used. */
export interface Usage {
  readonly id: string;
  /** Null if it was never used. */
  readonly last_used_at: string | null;
  /** The number of calls within the requested period, like the other counts. */
  readonly uses: number;
  readonly keys_used: number;
  /** The first few callers, most used first. */
  readonly callers: readonly UsageCaller[];
  readonly other_callers: number;
  /** Whether a newer object with the same creator, owner and name exists. */
  readonly superseded: boolean;
}

export interface UsageCaller {
  readonly kind: 'service' | 'address';
  readonly id: string;
  readonly name: string | null;
  readonly uses: number;
  readonly last_used_at: string;
}

export interface UsageQuestion {
  readonly family: UsedFamily;
  readonly id: string;
  /** A period such as `7d`. */
  readonly within: string;
}

export interface UsageLookups {
  /** Undefined if these credentials may not see it, or it is gone. Rejects with `ApiError`. */
  find(question: UsageQuestion, options: CallOptions): Promise<Usage | undefined>;
}

export interface UsageLookupsDependencies {
  readonly call: Call;
  readonly onPageFailure: (error: unknown) => void;
}

const MAX_IDS_PER_CALL = 1000;

interface Found {
  readonly id: string;
  readonly usage: Usage | undefined;
}

/**
 * Questions that come at the same moment share a call. Terraform asks at most ten at a time. So if
 * a plan destroys more than a few objects of one family, the answers come from the family's list,
 * page by page.
 */
export function createUsageLookups(dependencies: UsageLookupsDependencies): UsageLookups {
  const { call, onPageFailure } = dependencies;
  const readers = new Map<string, RefreshReader<Found>>();

  async function query(
    ids: readonly string[],
    within: string,
    { signal }: CallOptions,
  ): Promise<ReadonlyMap<string, Usage>> {
    const body = { ids, within };
    const answer = await call({ method: 'POST', path: '/v1/usage/query', body, signal });
    const { items } = answer as { readonly items: readonly Usage[] };
    return new Map(items.map((usage) => [usage.id, usage]));
  }

  function createReader(family: UsedFamily, within: string): RefreshReader<Found> {
    const gathered = createGathered<Usage>((ids, options) => query(ids, within, options));
    return createRefreshReader<Found>({
      readOne: async (id, options) => ({ id, usage: await gathered(id, options) }),
      async readPage(page_token, options) {
        const { signal } = options;
        const page = { page_size: MAX_IDS_PER_CALL, page_token };
        const answer = await call({ method: 'GET', path: family, query: page, signal });
        const { items, next_page_token: next } = answer as Page;
        const ids = items.map(({ id }) => id);
        const usages =
          ids.length === 0 ? new Map<string, Usage>() : await query(ids, within, options);
        return { items: ids.map((id) => ({ id, usage: usages.get(id) })), next };
      },
      onPageFailure,
    });
  }

  return {
    async find({ family, id, within }, options) {
      const name = `${family} ${within}`;
      const reader = readers.get(name) ?? createReader(family, within);
      readers.set(name, reader);
      return (await reader.read(id, options)).usage;
    },
  };
}

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next_page_token: string | null;
}

interface Waiting<T> {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly resolve: (found: T | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** While one call is in progress, new IDs are collected for the next one. */
function createGathered<T>(
  send: (ids: readonly string[], options: CallOptions) => Promise<ReadonlyMap<string, T>>,
): (id: string, options: CallOptions) => Promise<T | undefined> {
  const waiting: Waiting<T>[] = [];
  let isSending = false;

  async function drain(): Promise<void> {
    isSending = true;
    // Questions of the same moment share the first call, too.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_IDS_PER_CALL);
      const signal = AbortSignal.any(batch.map((each) => each.signal));
      try {
        const found = await send([...new Set(batch.map(({ id }) => id))], { signal });
        for (const { id, resolve } of batch) resolve(found.get(id));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isSending = false;
  }

  return (id, { signal }) =>
    new Promise((resolve, reject) => {
      waiting.push({ id, signal, resolve, reject });
      if (!isSending) void drain();
    });
}
