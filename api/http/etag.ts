import type { ExpectedVersion } from '../domain/version';

export function etagOf(version: number): string {
  return `"${version}"`;
}

/** RFC 9110, section 8.8.3: an entity tag, weak or not, and what separates it from the next. */
const ENTITY_TAGS = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)/g;
const OUR_VERSION = /^\d{1,9}$/;
/** No object has it. */
const NEVER = -1;

/**
 * RFC 9110, section 13.1.1. `undefined`: no condition. A tag that no version of ours can have never
 * matches, and neither does a weak one, so the update is refused rather than done blindly.
 */
export function expectedVersionOf(ifMatch: string | undefined): ExpectedVersion | undefined {
  const given = ifMatch?.trim();
  if (given === undefined || given === '*') return undefined;
  const versions = [...given.matchAll(ENTITY_TAGS)].map(([, weak, tag = '']) =>
    weak === undefined && OUR_VERSION.test(tag) ? Number(tag) : NEVER,
  );
  const [first = NEVER] = versions;
  return versions.length > 1 ? versions : first;
}

/**
 * RFC 9110, section 13.1.2: whether a read can be answered by 304, because its caller has this version.
 * The comparison is weak. What has no version is always answered whole.
 */
export function isUnchanged(ifNoneMatch: string | undefined, version: number | undefined): boolean {
  const given = ifNoneMatch?.trim();
  if (given === undefined || version === undefined) return false;
  if (given === '*') return true;
  return [...given.matchAll(ENTITY_TAGS)].some(([, , tag]) => tag === String(version));
}
