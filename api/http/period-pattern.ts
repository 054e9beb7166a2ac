import { PERIOD_UNIT_SECONDS } from '../domain/period';

/**
 * A regular expression of the periods within these bounds, for the OpenAPI document. A client
 * cannot check what a schema says only in words.
 */
export function periodPattern(leastSeconds: number, mostSeconds: number): string {
  const units = Object.entries(PERIOD_UNIT_SECONDS).flatMap(([unit, seconds]) => {
    const least = Math.max(1, Math.ceil(leastSeconds / seconds));
    const most = Math.min(MOST_NUMBER, Math.floor(mostSeconds / seconds));
    return least > most ? [] : [`(?:${wholeNumbers(least, most)})${unit}`];
  });
  return `^(?:${units.join('|')})$`;
}

/** The largest number in a period, which has at most nine digits. */
const MOST_NUMBER = 999_999_999;

/** A regular expression of the whole numbers from `least` to `most`, without leading zeros. */
export function wholeNumbers(least: number, most: number): string {
  const patterns: string[] = [];
  let from = least;
  while (from <= most) {
    const to = endOfBlock(from, most);
    const end = isEveryOfItsLength(from, to) ? endOfWholeLengths(to, most) : to;
    patterns.push(
      end > to
        ? `[1-9][0-9]{${String(from).length - 1},${String(end).length - 1}}`
        : blockPattern(String(from), String(to)),
    );
    from = end + 1;
  }
  return patterns.join('|');
}

/** Whether the range contains every number with this many digits, such as 10 to 99. */
function isEveryOfItsLength(from: number, to: number): boolean {
  return from === 10 ** (String(from).length - 1) && to === from * 10 - 1;
}

/**
 * The end of the last complete group of lengths. From 99, it is 999 if `most` is at least that, 9,999 if
 * `most` is at least that, and so on.
 */
function endOfWholeLengths(to: number, most: number): number {
  let end = to;
  while (end * 10 + 9 <= most) end = end * 10 + 9;
  return end;
}

/**
 * The end of the largest block of numbers from `from` that one pattern can express: after the first
 * digit that varies, every digit takes all values from 0 to 9.
 */
function endOfBlock(from: number, most: number): number {
  let end = from;
  for (let size = 10; ; size *= 10) {
    const fills = from % (size / 10) === 0;
    if (!fills) return end;
    const start = Math.floor(from / size) * size;
    const candidates = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(
      (digit) => start + digit * (size / 10) + size / 10 - 1,
    );
    const reached = candidates.find((candidate) => candidate <= most && candidate >= from);
    if (reached === undefined) return end;
    end = reached;
    if (reached !== start + size - 1) return end;
  }
}

/** `2000` to `2999` is `2\d{3}`; `30` to `35` is `3[0-5]`. */
function blockPattern(from: string, to: string): string {
  let at = 0;
  while (at < from.length && from[at] === to[at]) at += 1;
  const same = from.slice(0, at);
  if (at === from.length) return same;
  const free = from.length - at - 1;
  const digit = from[at] === '0' && to[at] === '9' ? '[0-9]' : `[${from[at]}-${to[at]}]`;
  return `${same}${digit}${free === 0 ? '' : `[0-9]${free === 1 ? '' : `{${free}}`}`}`;
}
