import { createHash } from 'node:crypto';
import { invalidField } from '../domain/failure';
import type { Page, PageRequest, SortField } from '../domain/page';
import type { Caller } from '../domain/principal';
import { SORTED_CHARACTERS } from '../domain/sorted-name';
import type { SortOrder } from './wire';

export interface ListRequest {
  readonly caller: Caller;
  readonly params?: unknown;
  readonly query: {
    readonly page_size: number;
    readonly page_token?: string | undefined;
    readonly sort: SortOrder;
    readonly id?: readonly string[] | undefined;
  };
}

export interface RequestedPage extends PageRequest {
  /** The list that the token belongs to. A token of any other list is refused. */
  readonly list: string;
}

/**
 * 96 bits are enough, because this only prevents mistakes: a token of another list would give no
 * access.
 */
const LIST_CHARACTERS = 16;
const TOKEN = new RegExp(`^([\\w-]{${LIST_CHARACTERS}}):([0-9a-z_.]{1,100}(?::.*)?)$`, 's');

/** The positions of a list by what it is sorted by. What no list could have written never reaches the database. */
const POSITIONS: Readonly<Record<SortField, RegExp>> = {
  created_at: /^[^:]*$/,
  name: new RegExp(`:[^\0]{0,${SORTED_CHARACTERS}}$`, 'su'),
  description: new RegExp(`:[^\0]{0,${SORTED_CHARACTERS}}$`, 'su'),
  last_used_at: /:-?\d{1,16}$/,
  expires_at: /:-?\d{1,16}$/,
};

/**
 * @param operationId the list's own: a token belongs to a list, its filters, its order and its
 * caller
 * @throws Failure `invalid_request` if the token does not belong to this list
 */
export function pageRequestOf(operationId: string, request: ListRequest): RequestedPage {
  const { page_size: size, page_token, sort, id: ids } = request.query;
  const list = listOf(operationId, request);
  const by = sort.replace(/^-/, '') as SortField;
  const order = sort.startsWith('-') ? 'descending' : 'ascending';
  const after = page_token === undefined ? undefined : positionIn(list, by, page_token);
  return { size, by, order, after, ids, list };
}

export function pageToWire<T, W>(
  { items, next }: Page<T>,
  { list }: RequestedPage,
  toWire: (item: T) => W,
) {
  return {
    items: items.map(toWire),
    next_page_token: next === null ? null : Buffer.from(`${list}:${next}`).toString('base64url'),
  };
}

function listOf(operationId: string, { caller, params, query }: ListRequest): string {
  const { page_size: _size, page_token: _token, ...filters } = query;
  const of = [operationId, caller.principal.id, params ?? null, filters];
  return createHash('sha256')
    .update(JSON.stringify(of))
    .digest('base64url')
    .slice(0, LIST_CHARACTERS);
}

function positionIn(list: string, by: SortField, token: string): string {
  const [, of, position] = TOKEN.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (position !== undefined && of === list && POSITIONS[by].test(position)) return position;
  throw invalidField(
    '?page_token',
    'invalid_page_token',
    position === undefined
      ? 'The page_token is not the next_page_token of a list. Copy it unchanged, or begin ' +
          'again without it.'
      : 'The page_token belongs to another list. It is valid only for the same list, caller, ' +
          'order and filters. Begin again without it.',
  );
}
