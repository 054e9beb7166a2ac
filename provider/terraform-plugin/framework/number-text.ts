import { Decimal } from './value';

export type NumberValue = number | bigint | Decimal;

/**
 * A decimal text as the simplest JavaScript value that holds it exactly: `number` if possible,
 * otherwise `bigint` for a whole number, otherwise `Decimal`. Throws a `RangeError` if the text is
 * not a number.
 */
export function parseNumber(text: string): NumberValue {
  const parts = decompose(text);
  if (Math.abs(parts.exponent) > MAX_EXPONENT) return new Decimal(text);
  if (parts.exponent >= 0) {
    const whole = parts.digits * 10n ** BigInt(parts.exponent);
    const double = Number(whole);
    return Number.isSafeInteger(double) ? double : whole;
  }
  const double = Number(text);
  return isExactly(double, parts) ? double : new Decimal(plainText(parts));
}

/** A handler's `number` means the shortest decimal that prints it, not its binary value. */
export function numberToValue(double: number): NumberValue {
  if (Number.isSafeInteger(double)) return double === 0 ? 0 : double;
  return parseNumber(String(double));
}

/** Undefined if a double would show other digits than the value has. */
export function valueToDouble(value: NumberValue): number | undefined {
  if (typeof value === 'number') return value;
  const double = Number(value.toString());
  return Number.isFinite(double) && numbersEqual(value, numberToValue(double)) ? double : undefined;
}

/** All digits of the value; `String` rounds a double to the shortest text that gives it again. */
export function exactText(value: NumberValue): string {
  if (value instanceof Decimal) return value.text;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value)) return String(BigInt(value));
  const { scaled, halvings } = asFraction(value);
  return plainText({ digits: BigInt(scaled) * 5n ** BigInt(halvings), exponent: -halvings });
}

export function isNumberValue(value: unknown): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal;
}

export function numbersEqual(a: NumberValue, b: NumberValue): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  const left = decompose(a.toString());
  const right = decompose(b.toString());
  return left.digits === right.digits && left.exponent === right.exponent;
}

/** Beyond this a plain text would be a page of zeros; no double reaches it either. */
const MAX_EXPONENT = 400;

/** `digits · 10^exponent`, with no trailing zero in `digits`. */
interface DecimalParts {
  readonly digits: bigint;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

function decompose(text: string): DecimalParts {
  const match = NUMBER.exec(text);
  if (match === null) throw new RangeError('not a decimal number');
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const significant = (whole + fraction).replace(/^0+/, '');
  const trimmed = significant.replace(/0+$/, '');
  if (trimmed === '') return { digits: 0n, exponent: 0 };
  const magnitude = BigInt(trimmed);
  return {
    digits: sign === '-' ? -magnitude : magnitude,
    exponent: Number(exponent) - fraction.length + (significant.length - trimmed.length),
  };
}

/** A double as a whole number that was halved this many times. */
function asFraction(double: number): { readonly scaled: number; readonly halvings: number } {
  let scaled = double;
  let halvings = 0;
  while (!Number.isInteger(scaled) && halvings < 1100) {
    scaled *= 2;
    halvings += 1;
  }
  return { scaled, halvings };
}

function isExactly(double: number, { digits, exponent }: DecimalParts): boolean {
  const { scaled, halvings } = asFraction(double);
  if (!Number.isFinite(scaled)) return false;
  return digits * 2n ** BigInt(halvings) === BigInt(scaled) * 10n ** BigInt(-exponent);
}

function plainText({ digits, exponent }: DecimalParts): string {
  const magnitude = (digits < 0n ? -digits : digits).toString().padStart(1 - exponent, '0');
  const point = magnitude.length + exponent;
  return `${digits < 0n ? '-' : ''}${magnitude.slice(0, point)}.${magnitude.slice(point)}`;
}
