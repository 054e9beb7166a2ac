import { describeInBrowser } from '../support/browser';
import { grouped, priceText, timesMillion } from '../../api/console/src/components/price';

describeInBrowser('prices', () => {
  it.each([
    ['0.00000015', '0.15'],
    ['0.000001', '1'],
    ['0.000000000123456789', '0.000123456789'],
    ['0.0001', '100'],
    ['123456789012345.123456789', '123456789012345123456.789'],
    ['3', '3000000'],
    ['0', '0'],
  ])('are exact: %s times a million is %s', (price, million) =>
    expect(timesMillion(price)).toBe(million),
  );

  it.each([
    ['0.00000015', 'input token', '0.15 EUR per 1 million input tokens'],
    ['0.00002', 'query', '20 EUR per 1 million queries'],
    ['0.00002', 'batch', '20 EUR per 1 million batches'],
    ['0.00002', '令牌', '20 EUR per 1 million 令牌'],
    ['0.001', 'second', '0.001 EUR per second'],
    ['0.03', 'megapixel', '0.03 EUR per megapixel'],
    ['0', 'request', '0 EUR per request'],
  ])('of %s per %s read “%s”', (price, unit, text) =>
    expect(priceText({ price, unit }, 'EUR')).toBe(text),
  );

  it.each([
    ['1000000', '1,000,000'],
    ['450', '450'],
    ['1234.56789', '1,234.56789'],
  ])('have separators in large numbers: %s is %s', (number, text) =>
    expect(grouped(number)).toBe(text),
  );
});
