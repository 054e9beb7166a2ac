import { fc } from '../../support/property';
import { requestCost } from '../../../api/catalog/request-cost';
import type { ServiceModel } from '../../../api/catalog/service';
import { Failure } from '../../../api/domain/failure';

const parameter = (name: string, defaultValue: string | null = null) => ({
  name,
  description: null,
  defaultValue,
  minimum: '0',
  maximum: '1000000',
});

const model: ServiceModel = {
  id: 'text-small',
  name: 'Text small',
  currency: 'EUR',
  parameters: [parameter('input_tokens'), parameter('output_tokens', '100')],
  prices: [
    { price: '0.00000015', unit: 'input token', quantities: ['input_tokens'] },
    { price: '0.0000006', unit: 'output token', quantities: ['output_tokens'] },
    { price: '0.001', unit: 'request', quantities: [] },
  ],
};

describe('the cost of a request', () => {
  test('is the sum of prices times their quantities, exactly (S3)', () => {
    expect(requestCost(model, { input_tokens: '1000', output_tokens: '500' })).toEqual({
      nanos: 150_000n + 300_000n + 1_000_000n,
      currency: 'EUR',
    });
  });

  test('uses the default of a parameter that is omitted', () => {
    expect(requestCost(model, { input_tokens: '0' }).nanos).toBe(60_000n + 1_000_000n);
  });

  test('multiplies the quantities of one price', () => {
    const prices = [{ price: '0.03', unit: 'MP', quantities: ['images', 'megapixels'] }];
    const parameters = [parameter('images'), parameter('megapixels')];
    const images = { ...model, parameters, prices };
    expect(requestCost(images, { images: '3', megapixels: '0.25' }).nanos).toBe(22_500_000n);
  });

  test('rounds only the sum, half up: two halves of a billionth are one (S3)', () => {
    const half = { price: '0.0000000005', unit: 'token', quantities: ['input_tokens'] };
    const once = { ...model, prices: [half] };
    const twice = { ...model, prices: [half, half] };
    expect(requestCost(once, { input_tokens: '1' }).nanos).toBe(1n);
    expect(requestCost(twice, { input_tokens: '1' }).nanos).toBe(1n);
  });

  test('equals the price times the quantity in whole numbers, however large', () => {
    const whole = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n });
    fc.assert(
      fc.property(whole, whole, (price, quantity) => {
        const unbounded = { ...parameter('n'), maximum: null };
        const prices = [{ price: price.toString(), unit: 'n', quantities: ['n'] }];
        const priced = { ...model, parameters: [unbounded], prices };
        const { nanos } = requestCost(priced, { n: quantity.toString() });
        expect(nanos).toBe(price * quantity * 1_000_000_000n);
      }),
    );
  });

  test.each([
    ['a missing one', {}, '/parameters/input_tokens', 'missing_parameter'],
    [
      'an unknown one',
      { input_tokens: '1', 'odd/name': '1' },
      '/parameters/odd~1name',
      'unknown_parameter',
    ],
    [
      'one that only objects have',
      { input_tokens: '1', constructor: '1' },
      '/parameters/constructor',
      'unknown_parameter',
    ],
    ['one too large', { input_tokens: '1000001' }, '/parameters/input_tokens', 'out_of_range'],
  ])('refuses %s, and the error names its place', (_case, given, pointer, code) => {
    let failure: unknown;
    try {
      requestCost(model, given);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).errors).toEqual([expect.objectContaining({ pointer, code })]);
  });
});
