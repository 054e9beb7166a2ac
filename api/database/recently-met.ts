/** The number of slots, far more than any cache has entries. They take 256 KB. */
const PLACES = 65_536;

/**
 * Whether a key was met before, not too long ago, in memory of a fixed size. It forgets one key for
 * another, and in one of some thousands of cases takes a new key for an old one.
 */
export function createRecentlyMet(): (key: string) => boolean {
  const marks = new Uint32Array(PLACES);
  return (key) => {
    const mark = fnv1a(key);
    const place = mark % PLACES;
    const met = marks[place] === mark;
    marks[place] = mark;
    return met;
  };
}

/** https://datatracker.ietf.org/doc/html/draft-eastlake-fnv-17.html */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
