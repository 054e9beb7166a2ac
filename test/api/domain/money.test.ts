import { fc } from '../../support/property';
import { parseDecimal, roundHalfUp } from '../../../api/domain/decimal';
import { formatNanos, parseNanos } from '../../../api/domain/money';

const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.stringMatching(/^\d{0,18}$/))
  .map(([whole, fraction]) => (fraction === '' ? `${whole}` : `${whole}.${fraction}`));

describe('exact amounts', () => {
  test.each([
    ['0', 0n],
    ['0.0000000004', 0n],
    ['0.0000000005', 1n],
    ['0.000000000499999999', 0n],
    ['1.0000000015', 1_000_000_002n],
    ['9007199.254740993', 2n ** 53n + 1n],
  ])('%s is %s billionths, rounded half up (S3)', (text, nanos) => {
    expect(parseNanos(text)).toBe(nanos);
  });

  test('rounding moves a decimal by half a billionth at most, and a half goes up (S3)', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const { coefficient, scale } = parseDecimal(text);
        // Twice the error, in units of 10^-27: neither side is rounded.
        const exact = coefficient * 10n ** BigInt(27 - scale);
        const error = roundHalfUp(parseDecimal(text), 9) * 10n ** 18n - exact;
        expect(2n * error).toBeLessThanOrEqual(10n ** 18n);
        expect(2n * error).toBeGreaterThan(-(10n ** 18n));
      }),
    );
  });

  test('a shown amount is read as the same amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }), (nanos) => {
        expect(parseNanos(formatNanos(nanos))).toBe(nanos);
      }),
    );
  });

  test.each([
    [0n, '0'],
    [1n, '0.000000001'],
    [-1_500_000_000n, '-1.5'],
    [10_000_000_000n, '10'],
  ])('%s billionths are shown as %s', (nanos, text) => {
    expect(formatNanos(nanos)).toBe(text);
  });

  test.each(['', '-1', '+1', '1e3', '.5', '1.', '01', 'NaN', '1,5', '1'.repeat(16), ' 1'])(
    '"%s" is not an exact decimal',
    (text) => {
      expect(() => parseNanos(text)).toThrow(RangeError);
    },
  );
});
