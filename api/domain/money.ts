import { parseDecimal, roundHalfUp, type Decimal } from './decimal';

/** An amount as it is calculated and stored: whole billionths of its currency. */
export interface Money {
  readonly nanos: bigint;
  /** ISO 4217, such as EUR. */
  readonly currency: string;
}

const SCALE = 9;

/** Rounds half up to billionths. The amount of a charge is rounded once, at the end. */
export function nanosOf(decimal: Decimal): bigint {
  return roundHalfUp(decimal, SCALE);
}

/** @throws RangeError if the text is not an exact decimal */
export function parseNanos(text: string): bigint {
  return nanosOf(parseDecimal(text));
}

/** The shortest exact decimal: `12.5`, `-0.000000001`, `0`. */
export function formatNanos(nanos: bigint): string {
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  const text = `${digits.slice(0, -SCALE)}${fraction === '' ? '' : `.${fraction}`}`;
  return nanos < 0n ? `-${text}` : text;
}
