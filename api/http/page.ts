import { invalidField } from '../domain/failure';
import type { Page, PageRequest } from '../domain/page';

/** @throws Failure `invalid_request` where the token is not one of ours */
export function pageRequestOf(query: {
  page_size: number;
  page_token?: string | undefined;
}): PageRequest {
  if (query.page_token === undefined) return { size: query.page_size, after: undefined };
  const after = Buffer.from(query.page_token, 'base64url').toString();
  if (!/^[a-z]+_[0-9a-z]+$/.test(after)) {
    throw invalidField(
      '?page_token',
      'invalid_page_token',
      'The page_token is not one that a list has answered.',
    );
  }
  return { size: query.page_size, after };
}

export function pageToWire<T, W>(page: Page<T>, toWire: (item: T) => W) {
  return {
    items: page.items.map(toWire),
    next_page_token: page.next === null ? null : Buffer.from(page.next).toString('base64url'),
  };
}
