import type { Key } from '../../../../provider/client';
import { claimWindowOf } from '../../../../provider/resources/keys/credential-state';

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
    ['is absent for the default', keyWith('2030-01-02T00:00:00.000Z'), null],
    ['is absent without a claim', keyWith(null), null],
    [
      'is absent if the window ended with the key, whatever was asked for',
      keyWith('2030-01-01T06:00:00.000Z', '2030-01-01T06:00:00.000Z'),
      null,
    ],
  ])('%s', (_what, key, expected) => {
    expect(claimWindowOf(key, imported)).toBe(expected);
  });

  it('is what the configuration says once the state knows the secret', () => {
    const key = keyWith('2030-01-01T06:00:00.000Z');
    expect(claimWindowOf(key, { secret_version: 7, claim_window: '2h' })).toBe('2h');
    expect(claimWindowOf(key, { secret_version: 7, claim_window: null })).toBeNull();
  });
});
