import { fc } from '../../../support/property';
import { Decimal } from '../../../../provider/terraform-plugin';
import {
  exactText,
  numbersEqual,
  numberToValue,
  parseNumber,
  valueToDouble,
} from '../../../../provider/terraform-plugin/framework/number-text';

describe('numbers keep every digit', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['1.0', 1],
    ['1e2', 100],
    ['0.5', 0.5],
    ['-0.125', -0.125],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-1e20', -100000000000000000000n],
    ['0.1', new Decimal('0.1')],
    ['-12.340', new Decimal('-12.34')],
    ['1e-7', new Decimal('0.0000001')],
    ['1e500', new Decimal('1e500')],
  ])('%s', (text, value) => {
    expect(parseNumber(text)).toEqual(value);
  });

  test.each(['', 'x', '1.', '.5', '0x1', '1e', 'NaN', '1_000'])('%j is not a number', (text) => {
    expect(() => parseNumber(text)).toThrow(RangeError);
  });

  test('a double is the same after encoding and decoding', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
        (double) => {
          expect(valueToDouble(numberToValue(double))).toBe(double + 0);
        },
      ),
    );
  });

  test.each([
    ['0', -0],
    ['7', 7],
    ['-0.125', -0.125],
    ['0.000000000931322574615478515625', 2 ** -30],
    ['9007199254740993', 9007199254740993n],
    ['1' + '0'.repeat(22), 1e22],
    ['0.1', new Decimal('0.1')],
  ])('%s is written with all its digits', (text, value) => {
    expect(exactText(value)).toBe(text);
  });

  test('what is written is read as the same double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        expect(Number(exactText(double))).toBe(double + 0);
      }),
    );
  });

  test('a digit string equals its parsed number, and no other number', () => {
    const digits = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(25));
    fc.assert(
      fc.property(digits, ([whole, exponent]) => {
        const text = `${whole}e-${exponent}`;
        expect(numbersEqual(parseNumber(text), new Decimal(text))).toBe(true);
        expect(numbersEqual(parseNumber(text), new Decimal(`${whole + 1n}e-${exponent}`))).toBe(
          false,
        );
      }),
    );
  });

  test('a value that a double would alter does not become a double', () => {
    expect(valueToDouble(new Decimal('0.1'))).toBe(0.1);
    expect(valueToDouble(new Decimal('0.1000000000000000055'))).toBeUndefined();
    expect(valueToDouble(9007199254740993n)).toBeUndefined();
  });
});
