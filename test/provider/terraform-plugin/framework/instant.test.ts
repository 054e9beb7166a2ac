import { shortInstant } from '../../../../provider/terraform-plugin';

describe('a time in its short form', () => {
  it.each([
    ['2030-01-31T00:00:00.000Z', '2030-01-31T00:00:00Z'],
    ['2030-01-31T00:00:00Z', '2030-01-31T00:00:00Z'],
    ['2030-01-31T00:00:00.120Z', '2030-01-31T00:00:00.120Z'],
    ['never', 'never'],
  ])('of %s is %s', (text, short) => {
    expect(shortInstant(text)).toBe(short);
  });
});
