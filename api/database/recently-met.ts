/** Looked up once, and not for each character. */
const { imul } = Math;

/** The number of slots, far more than any cache has entries. They take 256 KB. */
const PLACES = 65_536;

/**
 * Says whether it has been asked about a key recently, with memory of a fixed size. A new key can
 * displace an older one. In one of several thousand cases, a new key is mistaken for one that was
 * seen before.
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
    hash = imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
