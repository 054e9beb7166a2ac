import { stateOf } from '../../../api/domain/key-state';

const now = new Date('2027-01-01T00:00:00Z');
const past = new Date('2026-12-31T23:59:59Z');
const future = new Date('2027-01-01T00:00:01Z');
const fresh = { disabledAt: null, expiresAt: null, revokedAt: null };

describe('the state of a key', () => {
  it.each([
    ['active', fresh],
    ['active', { ...fresh, expiresAt: future }],
    ['disabled', { ...fresh, disabledAt: past }],
    ['expired', { ...fresh, expiresAt: now }],
    ['expired', { ...fresh, disabledAt: past, expiresAt: past }],
    ['revoked', { disabledAt: past, expiresAt: past, revokedAt: past }],
    ['revoked', { ...fresh, revokedAt: past }],
  ])('is %s: of active, disabled, expired and revoked, the last one that applies', (state, key) => {
    expect(stateOf(key, now)).toBe(state);
  });
});
