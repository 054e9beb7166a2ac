import { Failure, invalidField } from '../domain/failure';
import type { ExpectedVersion } from '../domain/version';

export function etagOf(version: number): string {
  return `"${version}"`;
}

/** RFC 9110, section 8.8.3: `W/` must be in upper case. Keyplane also reads a tag that contains a space. */
const ENTITY_TAG = /(W\/)?"([\x20\x21\x23-\x7e\x80-\xff]*)"/g;
/** Members of a list may be empty (RFC 9110, section 5.6.1). */
const ENTITY_TAGS = /^(?:[ \t]*(?:(?:W\/)?"[\x20\x21\x23-\x7e\x80-\xff]*"[ \t]*)?(?:,|$))+$/;
const OUR_VERSION = /^[1-9]\d{0,8}$/;

/**
 * RFC 9110, section 13.1.1. `undefined` if there is no condition.
 * @throws Failure `invalid_request` if the header is malformed, `precondition_failed` if it can
 * match no version
 */
export function expectedVersionOf(ifMatch: string | undefined): ExpectedVersion | undefined {
  const given = ifMatch?.trim();
  if (given === undefined || given === '*') return undefined;
  const tags = tagsIn(given);
  const versions = tags
    .filter(({ isWeak, tag }) => !isWeak && OUR_VERSION.test(tag))
    .map(({ tag }) => Number(tag));
  const [first] = versions;
  if (first === undefined) throw new Failure('precondition_failed', whyNoneMatches(tags));
  return versions.length > 1 ? versions : first;
}

interface EntityTag {
  readonly isWeak: boolean;
  readonly tag: string;
}

function tagsIn(list: string): readonly EntityTag[] {
  const tags = [...list.matchAll(ENTITY_TAG)];
  if (tags.length === 0 || !ENTITY_TAGS.test(list)) {
    throw invalidField(
      '#if-match',
      'invalid_header',
      'If-Match must be the ETag that you read, including its quotation marks, such as "1", ' +
        'a list of ETags with commas between them, or *.',
    );
  }
  return tags.map(([, weak, tag = '']) => ({ isWeak: weak !== undefined, tag }));
}

function whyNoneMatches(tags: readonly EntityTag[]): string {
  return tags.some(({ isWeak }) => isWeak)
    ? 'A weak ETag (W/"…") never matches in If-Match (RFC 9110, section 13.1.1). Send the ETag as Keyplane ' +
        'answered it, without W/. If a proxy adds W/, switch that off.'
    : 'If-Match contains no ETag of Keyplane. Read the object again, then repeat your change ' +
        'with its ETag.';
}
