import { Expiry } from '@keyplane/cdktf';
import { Token } from 'cdktf';

describe('an expiry', () => {
  test.each(['1s', '90s', '15m', '12h', '30d', '4w'])('may be %s after the creation', (period) => {
    expect(Expiry.after(period).attributes).toEqual({ expiresIn: period });
  });

  test.each(['', '30', 'd', '0d', '-1d', '1.5h', '30 d', '30 days', '1y', 'P30D', 'never'])(
    'cannot be %j after the creation',
    (period) => expect(() => Expiry.after(period)).toThrow(/is not a period.*such as "30d"/s),
  );

  test('is at most a hundred years after the creation', () => {
    expect(Expiry.after('36500d').attributes).toEqual({ expiresIn: '36500d' });
    expect(() => Expiry.after('40000d')).toThrow('at most 36500d');
  });

  test.each(['2030-01-31T09:00:00Z', '2030-01-31T09:00:00.5+02:00', '2029-12-31t23:59:60z'])(
    'may be at %s',
    (time) => {
      expect(Expiry.at(time).attributes).toEqual({ expiresAt: time });
    },
  );

  test('may be at a date', () => {
    const attributes = { expiresAt: '2030-01-31T09:00:00.000Z' };
    expect(Expiry.at(new Date(Date.UTC(2030, 0, 31, 9))).attributes).toEqual(attributes);
  });

  test.each([
    '',
    '2030-01-31',
    '30d',
    'never',
    '2030-13-31T09:00:00Z',
    '2030-01-31T09:00:00',
    '2030-01-31T09:34:60Z',
  ])('cannot be at %j', (time) =>
    expect(() => Expiry.at(time)).toThrow(/is not an RFC 3339 time.*Expiry\.never/s),
  );

  test('cannot be at an invalid date', () => {
    expect(() => Expiry.at(new Date('soon'))).toThrow('invalid Date');
  });

  test('may be "never", if that is stated', () => {
    expect(Expiry.never().attributes).toEqual({ expiresAt: 'never' });
  });

  test('may be a value that only Terraform will know', () => {
    const later = Token.asString({ resolve: () => '${var.expiry}' });
    expect(Expiry.after(later).attributes).toEqual({ expiresIn: later });
    expect(Expiry.at(later).attributes).toEqual({ expiresAt: later });
  });
});
