/** An exact decimal: `coefficient` × 10^-`scale`. Never negative, never a float. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly scale: number;
}

/** At most 15 digits before the point and 18 after it, which is enough for every price and quantity. */
export const DECIMAL_PATTERN = /^(0|[1-9]\d{0,14})(\.\d{1,18})?$/;

export const ONE: Decimal = { coefficient: 1n, scale: 0 };
export const ZERO: Decimal = { coefficient: 0n, scale: 0 };

/** @throws RangeError if it does not match `DECIMAL_PATTERN` */
export function parseDecimal(text: string): Decimal {
  if (!DECIMAL_PATTERN.test(text)) throw new RangeError('This is not an exact decimal.');
  const [whole = '', fraction = ''] = text.split('.');
  return { coefficient: BigInt(whole + fraction), scale: fraction.length };
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return {
    coefficient: left.coefficient * right.coefficient,
    scale: left.scale + right.scale,
  };
}

export function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { coefficient: atScale(left, scale) + atScale(right, scale), scale };
}

export function isLess(left: Decimal, right: Decimal): boolean {
  const scale = Math.max(left.scale, right.scale);
  return atScale(left, scale) < atScale(right, scale);
}

/** The nearest whole number of units of 10^-`scale`. A value in the middle is rounded up. */
export function roundHalfUp(decimal: Decimal, scale: number): bigint {
  if (decimal.scale <= scale) return atScale(decimal, scale);
  const divisor = 10n ** BigInt(decimal.scale - scale);
  return (decimal.coefficient + divisor / 2n) / divisor;
}

function atScale({ coefficient, scale }: Decimal, wanted: number): bigint {
  return coefficient * 10n ** BigInt(wanted - scale);
}
