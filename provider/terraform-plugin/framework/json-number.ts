import { type NumberValue, parseNumber } from './number-text';
import { Decimal } from './value';

/** JSON whose numbers keep every digit. */
export type JsonValue = null | boolean | string | NumberValue | readonly JsonValue[] | JsonObject;

/** An object of JSON whose numbers keep every digit. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Throws a `SyntaxError` if the text is not JSON. */
export function parseJson(text: string): JsonValue {
  return MAY_LOSE_DIGITS.test(text) ? parseSlowly(text) : (JSON.parse(text) as JsonValue);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Decimal)
  );
}

/**
 * Finds a number with a fraction, an exponent or 16 digits, after a name's quote and colon or in a
 * list. A false match inside a string costs only time. A time of day does not match.
 */
const MAY_LOSE_DIGITS = /(?:^|"[\t\n\r ]*:|[[,])[\t\n\r ]*-?(?:[0-9]{16}|[0-9]+[.eE])/;

const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|(")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(true|false|null))/y;

function parseSlowly(text: string): JsonValue {
  const token = new RegExp(TOKEN);
  let punctuation: string | undefined;
  let literal: JsonValue | undefined;

  const next = (): void => {
    const match = token.exec(text);
    if (match === null) throw new SyntaxError('Unexpected text in JSON');
    const [, mark, quote, numeral, word] = match;
    punctuation = mark;
    literal = undefined;
    if (quote !== undefined) {
      const start = token.lastIndex - 1;
      token.lastIndex = endOfString(text, token.lastIndex);
      literal = JSON.parse(text.slice(start, token.lastIndex)) as string;
    } else if (numeral !== undefined) literal = parseNumber(numeral);
    else if (word !== undefined) literal = JSON.parse(word) as boolean | null;
  };
  const expect = (mark: string): void => {
    if (punctuation !== mark) throw new SyntaxError(`Expected ${mark} in JSON`);
  };

  const value = (): JsonValue => {
    if (punctuation === '{') return objectValue();
    if (punctuation === '[') return arrayValue();
    if (literal === undefined) throw new SyntaxError('Expected a value in JSON');
    return literal;
  };
  const arrayValue = (): JsonValue => {
    const items: JsonValue[] = [];
    next();
    if (punctuation === ']') return items;
    for (;;) {
      items.push(value());
      next();
      if (punctuation === ']') return items;
      expect(',');
      next();
    }
  };
  const objectValue = (): JsonValue => {
    const members = new Map<string, JsonValue>();
    next();
    if (punctuation === '}') return {};
    for (;;) {
      if (typeof literal !== 'string') throw new SyntaxError('Expected a name in JSON');
      const name = literal;
      next();
      expect(':');
      next();
      members.set(name, value());
      next();
      if (punctuation === '}') return Object.fromEntries(members);
      expect(',');
      next();
    }
  };

  next();
  const result = value();
  if (text.slice(token.lastIndex).trim() !== '') throw new SyntaxError('Text after JSON');
  return result;
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  throw new SyntaxError('Unterminated string in JSON');
}
