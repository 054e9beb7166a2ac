import { Failure } from '../../../api/domain/failure';
import type { TeamPolicy } from '../../../api/teams/team-policy';
import { decideEarlierExpiry, decideExpiry } from '../../../api/keys/expiry';

const now = new Date('2027-01-01T00:00:00Z');
const free: TeamPolicy = {
  maxKeyLifetimeSeconds: null,
  requireExpiry: false,
  allowedSecretDeliveries: null,
};

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.errors[0]?.code ?? error.code;
    throw error;
  }
  return 'accepted';
}

function pointersOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.errors.map(({ pointer }) => pointer);
    throw error;
  }
  return [];
}

describe('the expiry of a new key', () => {
  it('is a time, a period from now, or never', () => {
    const at = (wanted: object) => decideExpiry(wanted, free, now)?.toISOString() ?? 'never';
    expect(at({ expiresAt: '2027-02-01T02:00:00+02:00' })).toBe('2027-02-01T00:00:00.000Z');
    expect(at({ expiresIn: '30d' })).toBe('2027-01-31T00:00:00.000Z');
    expect(at({ expiresAt: 'never' })).toBe('never');
  });

  it.each([
    ['expiry_required', {}],
    ['conflicting_fields', { expiresAt: 'never', expiresIn: '30d' }],
    ['expiry_in_past', { expiresAt: '2027-01-01T00:00:00Z' }],
  ])('is refused with %s', (code, wanted) => {
    expect(codeOf(() => decideExpiry(wanted, free, now))).toBe(code);
  });

  it('keeps within the lifetime that the team allows', () => {
    const policy = { ...free, maxKeyLifetimeSeconds: 86_400 };
    const code = (wanted: object) => codeOf(() => decideExpiry(wanted, policy, now));
    const pointers = (wanted: object) => pointersOf(() => decideExpiry(wanted, policy, now));
    expect(code({ expiresIn: '1d' })).toBe('accepted');
    expect(code({ expiresIn: '25h' })).toBe('lifetime_exceeds_team_limit');
    expect(code({ expiresAt: 'never' })).toBe('lifetime_exceeds_team_limit');
    expect(pointers({ expiresIn: '25h' })).toEqual(['/expires_in']);
    expect(pointers({ expiresAt: 'never' })).toEqual(['/expires_at']);
  });

  it('is required if the team requires one', () => {
    const policy = { ...free, requireExpiry: true };
    const code = (wanted: object) => codeOf(() => decideExpiry(wanted, policy, now));
    expect(code({ expiresAt: 'never' })).toBe('expiry_required_by_team');
    expect(code({ expiresIn: '36500d' })).toBe('accepted');
  });
});

describe('the expiry of a key that exists', () => {
  const current = new Date('2027-03-01T00:00:00Z');

  it('moves earlier', () => {
    expect(decideEarlierExpiry(current, '2027-02-01T00:00:00Z').changed).toBe(true);
    expect(decideEarlierExpiry(null, '2027-02-01T00:00:00Z').changed).toBe(true);
  });

  it('does not change in another spelling', () => {
    expect(decideEarlierExpiry(current, '2027-03-01T01:00:00+01:00').changed).toBe(false);
    expect(decideEarlierExpiry(null, 'never').changed).toBe(false);
  });

  it('never moves later', () => {
    expect(codeOf(() => decideEarlierExpiry(current, '2027-03-01T00:00:01Z'))).toBe(
      'expiry_not_earlier',
    );
    expect(codeOf(() => decideEarlierExpiry(current, 'never'))).toBe('expiry_not_earlier');
  });
});
