import { randomUUID } from 'node:crypto';
import { isNotFound } from './api-error';
import type { Call, CallOptions } from './call';
import type { paths } from './generated/api';

/** The families that are created, read, changed, removed and listed alike: collection → one of it. */
export interface Families {
  '/v1/application-keys': '/v1/application-keys/{key_id}';
  '/v1/roles': '/v1/roles/{role_id}';
  '/v1/service-account-keys': '/v1/service-account-keys/{key_id}';
  '/v1/service-accounts': '/v1/service-accounts/{service_account_id}';
}

type Collection = keyof Families & keyof paths;

/** What can be done with one family. Types come from the API's document; rejects with `ApiError`. */
export interface ResourceApi<C extends Collection> {
  /** Draws an idempotency key of its own: its attempts together create one thing. */
  create(body: BodyOf<paths[C]['post']>, options: CallOptions): Promise<AnswerOf<paths[C]['post']>>;
  get(id: string, options: CallOptions): Promise<AnswerOf<paths[Families[C]]['get']>>;
  update(
    id: string,
    body: BodyOf<paths[Families[C]]['patch']>,
    options: CallOptions,
  ): Promise<AnswerOf<paths[Families[C]]['patch']>>;
  /** Removing what is not there any more is done already. */
  remove(id: string, options: CallOptions): Promise<void>;
  /** All pages, one after the other. */
  list(filter: FilterOf<paths[C]['get']>, options: CallOptions): Promise<readonly ItemOf<C>[]>;
}

export type ItemOf<C extends Collection> = AnswerOf<paths[Families[C]]['get']>;

export interface ResourceApiDependencies {
  readonly call: Call;
  /** Rejects unless Keyplane is known to answer at this endpoint. */
  readonly requireProof: (options: CallOptions) => Promise<void>;
}

const PAGE_SIZE = 500;

export function createResourceApi<C extends Collection>(
  collection: C,
  { call, requireProof }: ResourceApiDependencies,
): ResourceApi<C> {
  const one = (id: string) => `${collection}/${encodeURIComponent(id)}`;

  /** A wrong path in the endpoint answers 404 too; only a proven endpoint's means "gone". */
  async function believingNotFound<T>(options: CallOptions, attempt: Promise<unknown>): Promise<T> {
    try {
      return (await attempt) as T;
    } catch (error) {
      if (isNotFound(error)) await requireProof(options);
      throw error;
    }
  }

  return {
    create: async (body, { signal }) =>
      (await call({
        method: 'POST',
        path: collection,
        body,
        idempotencyKey: randomUUID(),
        signal,
      })) as AnswerOf<paths[C]['post']>,

    get: (id, { signal }) =>
      believingNotFound({ signal }, call({ method: 'GET', path: one(id), signal })),

    update: (id, body, { signal }) =>
      believingNotFound({ signal }, call({ method: 'PATCH', path: one(id), body, signal })),

    async remove(id, { signal }) {
      try {
        await believingNotFound({ signal }, call({ method: 'DELETE', path: one(id), signal }));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    async list(filter, { signal }) {
      const items: ItemOf<C>[] = [];
      let page_token: string | undefined;
      do {
        const query = { ...filter, page_size: PAGE_SIZE, page_token };
        const page = (await call({ method: 'GET', path: collection, query, signal })) as Page<C>;
        items.push(...page.items);
        page_token = page.next_page_token ?? undefined;
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
