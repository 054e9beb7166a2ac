import { decideChange, type KeyUpdate } from '../../../api/keys/key-change';
import type { Key } from '../../../api/keys/key';

const NOW = new Date('2030-01-01T00:00:00Z');
const PAST = new Date('2029-12-31T00:00:00Z');

function key(facts: Partial<Key>): Key {
  return {
    id: 'sak_1',
    clientId: 'c',
    family: 'service_account_key',
    teamId: 'team_1',
    ownerKind: 'service_account',
    ownerId: 'sa_1',
    serviceKeyId: null,
    name: 'deploy',
    description: null,
    used: false,
    lastUsedAt: null,
    version: 1,
    firstExpiresAt: null,
    disabledAt: null,
    expiresAt: null,
    revokedAt: null,
    revokedBy: null,
    revokedReason: null,
    createdAt: PAST,
    createdBy: 'mem_1',
    createdByKey: null,
    secrets: [],
    rotation: null,
    terms: null,
    ...facts,
  };
}

const outcome = (of: Partial<Key>, update: KeyUpdate) => {
  try {
    return decideChange(key(of), update, NOW);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an update of a key', () => {
  it.each([
    ['enabled and expired', { expiresAt: PAST }],
    ['disabled and expired', { expiresAt: PAST, disabledAt: PAST }],
    ['expired at this moment', { expiresAt: NOW }],
  ])('neither enables nor disables one that is %s (S5)', (_what, facts) => {
    expect(outcome(facts, { enabled: true })).toBe('key_expired');
    expect(outcome(facts, { enabled: false })).toBe('key_expired');
  });

  it('still renames one that has expired, and repeats its expiry', () => {
    expect(outcome({ expiresAt: PAST }, { name: 'old' })).toEqual({ name: 'old' });
    expect(outcome({ expiresAt: PAST }, { expiresAt: PAST.toISOString() })).toEqual({});
  });

  it('changes nothing if a key that lives is enabled already', () => {
    expect(outcome({}, { enabled: true })).toEqual({});
    expect(outcome({ disabledAt: PAST }, { enabled: true })).toEqual({ disabledAt: null });
    expect(outcome({ revokedAt: PAST }, { enabled: true })).toBe('key_revoked');
  });
});
