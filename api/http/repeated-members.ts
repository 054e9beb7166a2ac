import { Failure } from '../domain/failure';
import { pointerStep } from '../lib/json-pointer';
import { cut } from './bounded-text';

const MOST_NAME_LENGTH = 64;
/** Members that are nested deeper are not counted. A text that has them is therefore always read again. */
const MOST_COUNTED_LEVELS = 32;

/**
 * Whether a JSON text may repeat a member of an object. Each member has a colon in the text, but of two members
 * with the same name the parsed value keeps only one. If the text has as many colons as the value has members, no
 * member is repeated. So most texts need not be read a second time.
 */
export function mayRepeatMember(text: string, value: unknown): boolean {
  return colonsOf(text) > membersOf(value, MOST_COUNTED_LEVELS);
}

function colonsOf(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count += 1;
  return count;
}

function membersOf(value: unknown, levels: number): number {
  if (typeof value !== 'object' || value === null || levels === 0) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += membersOf(item, levels - 1);
    return count;
  }
  for (const name of Object.keys(value)) {
    count += 1 + membersOf((value as Readonly<Record<string, unknown>>)[name], levels - 1);
  }
  return count;
}

/** An object or a list that the reader is in. */
interface Level {
  /**
   * Position of the reader: the name of a member, or the index of an item; undefined before the
   * first member.
   */
  step: string | number | undefined;
  /** Names so far. Set from the second member on, because most deeply nested objects have only one member. */
  names: Set<string> | undefined;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST_BEGINS = 0x5b;
const BACKSLASH = 0x5c;
const LIST_ENDS = 0x5d;
const OBJECT_BEGINS = 0x7b;
const OBJECT_ENDS = 0x7d;
const SPACE = 0x20;

/**
 * If two members of an object have the same name, RFC 8259 lets the reader choose one. A gateway could then
 * check one of them while Keyplane uses the other, and nobody would notice.
 * @param text well-formed JSON
 * @throws Failure `malformed_body`
 */
export function refuseRepeatedMembers(text: string): void {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case OBJECT_BEGINS:
        levels.push({ step: undefined, names: undefined });
        break;
      case LIST_BEGINS:
        levels.push({ step: 0, names: undefined });
        break;
      case OBJECT_ENDS:
      case LIST_ENDS:
        levels.pop();
        break;
      case COMMA:
        nextItem(levels.at(-1));
        break;
      case QUOTE: {
        const start = at;
        at = endOfText(text, start);
        if (isFollowedByColon(text, at)) enter(levels, text.slice(start, at + 1));
        break;
      }
      default:
    }
  }
}

function nextItem(level: Level | undefined): void {
  if (typeof level?.step === 'number') level.step += 1;
}

/** The index of the quotation mark that ends the string that begins at `start`. */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

/** In well-formed JSON, only the name of a member is followed by a colon. */
function isFollowedByColon(text: string, end: number): boolean {
  let at = end + 1;
  // Only white space can come between the name and the colon. Its character codes are at most that of the space.
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return text.charCodeAt(at) === COLON;
}

function enter(levels: readonly Level[], quoted: string): void {
  const level = levels.at(-1);
  if (level === undefined) return;
  const name = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  const before = level.step;
  level.step = name;
  if (before === undefined) return;
  level.names ??= new Set([String(before)]);
  if (level.names.has(name)) throw repeated(levels, name);
  level.names.add(name);
}

function repeated(levels: readonly Level[], name: string): Failure {
  const pointer = levels.map(({ step }) => `/${pointerStep(String(step))}`).join('');
  const message =
    `\`${cut(name, MOST_NAME_LENGTH)}\` is given more than once in the same object. Programs differ in which ` +
    'value they use. Send it once.';
  return new Failure('malformed_body', message, {
    errors: [{ pointer, code: 'duplicate', message }],
  });
}
