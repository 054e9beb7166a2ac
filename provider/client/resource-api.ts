import { randomUUID } from 'node:crypto';
import type { Call, CallOptions, CallRequest } from './call';
import { type Collection, type CollectionName, COLLECTIONS } from './collections';
import type { paths } from './generated/api';
import { createRefreshReader } from './refresh-reader';

/** The path of one object of a collection: `/v1/roles/{role_id}` for `/v1/roles`. */
type OneOf<C extends Collection> = Exclude<
  Extract<keyof paths, `${C}/{${string}}`>,
  `${C}/{${string}}/${string}`
>;

/**
 * The operations on one family. The types come from the API's document. Rejects with `ApiError`.
 */
export interface ResourceApi<C extends Collection> {
  /**
   * Creates an object. It draws an idempotency key, so its attempts together create only one
   * object.
   */
  create(body: BodyOf<paths[C]['post']>, options: CallOptions): Promise<AnswerOf<paths[C]['post']>>;
  /** Reads the object as it is now. */
  get(id: string, options: CallOptions): Promise<ItemOf<C>>;
  /**
   * Reads the object as it was at some time since this client was created. Many such reads share a
   * few calls.
   */
  refresh(id: string, options: CallOptions): Promise<ItemOf<C>>;
  update(
    id: string,
    body: BodyOf<paths[OneOf<C>]['patch']>,
    options: CallOptions,
  ): Promise<AnswerOf<paths[OneOf<C>]['patch']>>;
  /**
   * Gives a key a new secret. It draws an idempotency key as `create` does, so its attempts
   * together rotate once.
   */
  rotate(
    id: string,
    body: BodyOf<RotationOf<C>>,
    options: CallOptions,
  ): Promise<AnswerOf<RotationOf<C>>>;
  /** A 404 rejects as well: only the caller knows whether it could have seen the object. */
  remove(id: string, options: CallOptions): Promise<void>;
  /** Reads all pages, one after the other. */
  list(filter: FilterOf<paths[C]['get']>, options: CallOptions): Promise<readonly ItemOf<C>[]>;
}

/** Never for a family that has no secrets. */
type RotationOf<C extends Collection> = `${OneOf<C>}/rotate` extends infer Path extends keyof paths
  ? paths[Path]['post']
  : never;

export type ItemOf<C extends Collection> = AnswerOf<paths[OneOf<C>]['get']>;

export interface ResourceApiDependencies {
  readonly call: Call;
  readonly onPageFailure: (error: unknown) => void;
  readonly onRefresh: (id: string) => void;
}

/** One for each collection, under its name. */
export type ResourceApis = {
  readonly [Name in CollectionName]: ResourceApi<(typeof COLLECTIONS)[Name]['path']>;
};

export function createResourceApis(dependencies: ResourceApiDependencies): ResourceApis {
  const apis = Object.entries(COLLECTIONS).map(([name, { path }]) => [
    name,
    createResourceApi(path, dependencies),
  ]);
  return Object.fromEntries(apis) as ResourceApis;
}

const PAGE_SIZE = 1000;
/** An element keeps its index in a configuration when another one is created. */
const OLDEST_FIRST = { sort: 'created_at' };

export function createResourceApi<C extends Collection>(
  collection: C,
  { call, onPageFailure, onRefresh }: ResourceApiDependencies,
): ResourceApi<C> {
  const one = (id: string) => `${collection}/${encodeURIComponent(id)}`;

  const get = async (id: string, { signal }: CallOptions): Promise<ItemOf<C>> =>
    (await call({ method: 'GET', path: one(id), signal })) as ItemOf<C>;

  const page = async (
    query: CallRequest['query'] & object,
    { signal }: CallOptions,
  ): Promise<Page<C>> =>
    (await call({ method: 'GET', path: collection, query, signal })) as Page<C>;

  const refreshReader = createRefreshReader<ItemOf<C>>({
    readOne: get,
    async readPage(page_token, options) {
      const { items, next_page_token } = await page({ page_size: PAGE_SIZE, page_token }, options);
      return { items, next: next_page_token };
    },
    onPageFailure,
  });

  /** A result that was read before or during a write must not be returned after it. */
  async function writing<T>(write: () => Promise<T>): Promise<T> {
    refreshReader.forget();
    try {
      return await write();
    } finally {
      refreshReader.forget();
    }
  }

  /** A POST becomes repeatable by its own idempotency key. */
  const post = (path: string, body: unknown, { signal }: CallOptions) =>
    writing(() => call({ method: 'POST', path, body, idempotencyKey: randomUUID(), signal }));

  return {
    create: async (body, options) =>
      (await post(collection, body, options)) as AnswerOf<paths[C]['post']>,

    rotate: async (id, body, options) =>
      (await post(`${one(id)}/rotate`, body, options)) as AnswerOf<RotationOf<C>>,

    get,

    refresh(id, options) {
      onRefresh(id);
      return refreshReader.read(id, options);
    },

    update: (id, body, { signal }) =>
      writing(
        async () =>
          (await call({ method: 'PATCH', path: one(id), body, signal })) as AnswerOf<
            paths[OneOf<C>]['patch']
          >,
      ),

    remove: (id, { signal }) =>
      writing(async () => void (await call({ method: 'DELETE', path: one(id), signal }))),

    async list(filter, { signal }) {
      const items: ItemOf<C>[] = [];
      let page_token: string | undefined;
      do {
        const query = { ...OLDEST_FIRST, ...filter, page_size: PAGE_SIZE, page_token };
        const found = await page(query, { signal });
        items.push(...found.items);
        page_token = found.next_page_token ?? undefined;
      } while (page_token !== undefined);
      return items;
    },
  };
}

interface Page<C extends Collection> {
  readonly items: readonly ItemOf<C>[];
  readonly next_page_token: string | null;
}

type BodyOf<Operation> = Operation extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;

type AnswerOf<Operation> = Operation extends { responses: infer Responses }
  ? { [S in keyof Responses & (200 | 201)]: JsonOf<Responses[S]> }[keyof Responses & (200 | 201)]
  : never;

type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Json } } ? Json : never;

type FilterOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? Omit<NonNullable<Query>, 'page_size' | 'page_token'>
  : never;
