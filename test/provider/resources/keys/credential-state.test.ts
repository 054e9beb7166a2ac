import type { Key } from '../../../../provider/client';
import { claimWindowOf, rotationOf } from '../../../../provider/resources/keys/credential-state';

const MADE_AT = '2030-01-01T00:00:00.000Z';

const keyWith = (claimable_until: string | null, expires_at = 'never') => {
  const claim = { state: 'waiting', claimant_id: null, claimable_until };
  const secret_claim = claimable_until === null ? null : claim;
  return { secret_created_at: MADE_AT, expires_at, secret_claim } as unknown as Key;
};
const imported = { secret_version: null, claim_window: null };

describe('the `claim_window` of a key that is imported', () => {
  it.each([
    ['is counted from the secret', keyWith('2030-01-01T06:00:00.000Z'), '6h'],
    ['is counted in days', keyWith('2030-01-08T00:00:00.000Z'), '7d'],
    ['is the default, written out', keyWith('2030-01-02T00:00:00.000Z'), '24h'],
    ['is absent without a claim', keyWith(null), null],
    [
      'is the default if the window was cut short by the end of the key',
      keyWith('2030-01-01T06:00:00.000Z', '2030-01-01T06:00:00.000Z'),
      '24h',
    ],
    [
      'is counted from the secret if a longer window ended with the key',
      keyWith('2030-01-03T00:00:00.000Z', '2030-01-03T00:00:00.000Z'),
      '2d',
    ],
    ['is absent if it is not a whole number of seconds', keyWith('2030-01-01T00:00:00.500Z'), null],
  ])('%s', (_what, key, expected) => {
    expect(claimWindowOf(key, imported)).toBe(expected);
  });

  it('is what the configuration says once the state knows the secret', () => {
    const key = keyWith('2030-01-01T06:00:00.000Z');
    expect(claimWindowOf(key, { secret_version: 7, claim_window: '2h' })).toBe('2h');
    expect(claimWindowOf(key, { secret_version: 7, claim_window: null })).toBeNull();
  });
});

describe('the `rotation` of a key that is imported', () => {
  const periods = { every: '30d', overlap: null, early_window: null };
  const before = { secret_version: null, rotation: null };

  it.each([
    ['has the default overlap, written out', periods, { ...periods, overlap: '24h' }],
    ['has the overlap that Keyplane has', { ...periods, overlap: '2h' }, { overlap: '2h' }],
  ])('%s', (_what, rotation, expected) => {
    expect(rotationOf({ rotation }, before)).toMatchObject({ ...expected, when_changed: null });
  });

  it('is null if Keyplane has none', () => {
    expect(rotationOf({ rotation: null }, before)).toBeNull();
  });

  it('is what the configuration says once the state knows the secret', () => {
    const rotation = { ...periods, when_changed: null };
    expect(rotationOf({ rotation: periods }, { secret_version: 7, rotation })).toBe(rotation);
  });
});
