import { parseInstant } from '../../../api/domain/instant';
import { instantMs } from '../../../provider/terraform-plugin';

describe.each([
  ['the API', (text: string) => parseInstant(text)?.toISOString()],
  [
    'the provider',
    (text: string) => {
      const millis = instantMs(text);
      return Number.isNaN(millis) ? undefined : new Date(millis).toISOString();
    },
  ],
])('an RFC 3339 time, as %s reads it', (_who, read) => {
  it.each([
    '2028-01-01T00:00:00Z',
    '2028-01-01t00:00:00z',
    '2028-01-01T00:00:00.0Z',
    '2028-01-01T00:00:00.000000000000000001Z',
    '2028-01-01T00:00:00-00:00',
    '2028-01-01T05:30:00+05:30',
    '2027-12-31t14:00:00.00-10:00',
    '2027-12-31T23:59:60Z',
    '2028-01-01T00:59:60+01:00',
    '2027-12-31T14:29:60-09:30',
  ])('is the same moment in the spelling %s', (text) => {
    expect(read(text)).toBe('2028-01-01T00:00:00.000Z');
  });

  it('keeps milliseconds and cuts off finer fractions', () => {
    expect(read('2028-01-01T00:00:00.1239Z')).toBe('2028-01-01T00:00:00.123Z');
    expect(read('2028-01-01T00:00:00.9999999Z')).toBe('2028-01-01T00:00:00.999Z');
  });

  it.each([
    'tomorrow',
    '2028-01-01',
    '2028-01-01T00:00:00',
    '2028-01-01 00:00:00Z',
    '2028-02-30T00:00:00Z',
    '2028-13-01T00:00:00Z',
    '2028-01-01T24:00:00Z',
    '2028-01-01T00:60:00Z',
    '2028-01-01T12:34:60Z',
    '2028-01-01T23:59:60+01:00',
    '2028-01-01T00:59:60Z',
    '2028-01-01T00:00:61Z',
    '2028-01-01T00:00:00+24:00',
    '2028-01-01T00:00:00.Z',
    '28-01-01T00:00:00Z',
    '2028-01-01T00:00Z',
    '2028-01-01T00:00:00+0100',
  ])('is not %s', (text) => {
    expect(read(text)).toBeUndefined();
  });
});
