import { unknown } from '../../../provider/framework';
import { type ExpiryRequest, planExpiry, sameExpiry } from '../../../provider/resources/key-expiry';

const CREATED_AT = '2030-01-01T00:00:00.000Z';
const PERIOD_END = '2030-01-31T00:00:00.000Z';

const plan = (
  config: Partial<ExpiryRequest['config']>,
  expiresAt?: string,
  before: Partial<NonNullable<ExpiryRequest['prior']>> = {},
): ReturnType<typeof planExpiry> => {
  const prior = { expires_in: null, created_at: CREATED_AT, state: 'active', ...before };
  return planExpiry({
    config: { expires_at: null, expires_in: null, ...config },
    prior: expiresAt === undefined ? null : { ...prior, expires_at: expiresAt },
  });
};

describe('the expiry in a plan', () => {
  it('is known to Keyplane alone where a new key gets a period', () => {
    expect(plan({ expires_in: '30d' })).toEqual({ kind: 'unknown' });
  });

  it('is never where a new key gets neither a time nor a period', () => {
    expect(plan({})).toEqual({ kind: 'set', expiresAt: 'never' });
  });

  it('stays where a period ends when the key does, give or take the time of two clock reads', () => {
    expect(plan({ expires_in: '30d' }, PERIOD_END)).toEqual({ kind: 'as-planned' });
    expect(plan({ expires_in: '30d' }, '2030-01-31T00:00:00.007Z')).toEqual({ kind: 'as-planned' });
  });

  it('moves earlier on the key itself', () => {
    expect(plan({ expires_in: '7d' }, PERIOD_END)).toEqual({
      kind: 'set',
      expiresAt: '2030-01-08T00:00:00.000Z',
    });
    expect(plan({ expires_in: '7d' }, 'never')).toMatchObject({ kind: 'set' });
    expect(plan({ expires_at: '2030-01-02T00:00:00Z' }, PERIOD_END)).toEqual({
      kind: 'as-planned',
    });
  });

  it('follows another period exactly, however little it differs', () => {
    const end = '2030-01-01T00:00:50.000Z';
    expect(plan({ expires_in: '40s' }, end, { expires_in: '50s' })).toEqual({
      kind: 'set',
      expiresAt: '2030-01-01T00:00:40.000Z',
    });
    expect(plan({ expires_in: '51s' }, end, { expires_in: '50s' })).toMatchObject({
      kind: 'replace',
      from: end,
    });
  });

  it('stays where it is on an expired key that gets a shorter period', () => {
    const expired = { expires_in: '30d', state: 'expired' };
    expect(plan({ expires_in: '7d' }, PERIOD_END, expired)).toEqual({ kind: 'as-planned' });
  });

  it.each([
    ['a longer period', { expires_in: '31d' }, PERIOD_END],
    ['a later time', { expires_at: '2030-01-31T00:00:01Z' }, PERIOD_END],
    ['never', { expires_at: 'never' }, PERIOD_END],
    ['neither, after a time', {}, PERIOD_END],
  ])('needs another key for %s', (_what, config, before) => {
    expect(plan(config, before)).toMatchObject({ kind: 'replace', from: before });
  });

  it('waits for what is known only after apply', () => {
    expect(plan({ expires_at: unknown }, PERIOD_END)).toEqual({ kind: 'as-planned' });
    expect(plan({ expires_in: unknown }, PERIOD_END)).toEqual({ kind: 'unknown' });
  });

  it.each([
    ['2030-01-31T00:00:00Z', '2030-01-31T02:00:00.0001+02:00', true],
    ['2030-01-31T00:00:00Z', '2030-01-31T00:00:00.001Z', false],
    ['never', 'never', true],
    ['never', '2030-01-31T00:00:00Z', false],
  ])('takes %s and %s for the same: %s', (a, b, same) => {
    expect(sameExpiry(a, b)).toBe(same);
  });
});
