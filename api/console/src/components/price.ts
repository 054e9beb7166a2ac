interface Price {
  /** An exact decimal, such as `0.00000015`. */
  readonly price: string;
  readonly unit: string;
}

/** Decimal places that one million moves a price. */
const MILLION_PLACES = 6;
const SMALL = /^0\.000/;

/**
 * A price as people compare it: a small one for a million units, any other one for one unit. It is exact.
 */
export const priceText = ({ price, unit }: Price, currency: string): string =>
  SMALL.test(price)
    ? `${timesMillion(price)} ${currency} per 1 million ${pluralOf(unit)}`
    : `${price} ${currency} per ${unit}`;

/** Moves the point, because a floating-point number could not hold each price. */
export function timesMillion(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = fraction.padEnd(MILLION_PLACES, '0');
  const moved = `${whole}${digits.slice(0, MILLION_PLACES)}`.replace(/^0+(?=\d)/, '');
  const rest = digits.slice(MILLION_PLACES).replace(/0+$/, '');
  return rest === '' ? moved : `${moved}.${rest}`;
}

/** English only: the operator names the units, and a name in another script stays as it is. */
function pluralOf(unit: string): string {
  if (/[^aeiou]y$/.test(unit)) return `${unit.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(unit)) return `${unit}es`;
  return /[a-z]$/.test(unit) ? `${unit}s` : unit;
}

/** A number with separators, for people: `1,000,000`. The digits stay as they are. */
export const grouped = (decimal: string): string =>
  decimal.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
