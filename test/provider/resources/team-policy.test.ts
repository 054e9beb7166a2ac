import { handover, isTakenOver, knownPolicy } from '../../../provider/resources/team-policy';
import { unknown } from '../../../provider/terraform-plugin';

const own = { stack: 's3://own#prod' };
const other = { stack: 's3://other#prod' };
const third = { stack: 's3://third#prod' };
const created_at = '2026-11-30T00:00:00Z';

describe('a state that holds the policy of a team', () => {
  it.each([
    ['keeps what its own stack manages', own, own, false],
    ['keeps what it saw under its former stack', other, other, false],
    ['keeps what its own stack has taken over in the meantime', other, own, false],
    ['loses what another stack has taken over', own, other, true],
    ['loses what a third stack has taken over', other, third, true],
    ['loses what somebody declared again without a stack', own, { stack: null }, true],
    ['keeps what it imported from a declaration without a stack', { stack: null }, own, false],
  ])('%s', (_what, state, policy, expected) => {
    expect(isTakenOver({ ...state, created_at }, policy, own)).toBe(expected);
  });

  it('keeps the policy right after an import, when it knows only the ID', () => {
    expect(isTakenOver({ stack: null, created_at: null }, other, own)).toBe(false);
  });

  it('proves that it holds the policy only if its stack is not the one that Keyplane knows', () => {
    expect(handover(own, own)).toBeUndefined();
    expect(handover(other, own)).toEqual({ take_over_from: other.stack });
    expect(handover({ stack: null }, own)).toEqual({ take_over_from: null });
  });
});

describe('a planned policy', () => {
  const planned = {
    max_key_lifetime: '90d',
    require_expiry: true,
    allowed_secret_deliveries: ['public_key', 'claim'],
  };

  it('equals the request of the apply, in the order that Keyplane keeps', () => {
    expect(knownPolicy(planned)).toEqual({
      ...planned,
      allowed_secret_deliveries: ['claim', 'public_key'],
    });
    const open = { ...planned, allowed_secret_deliveries: null };
    expect(knownPolicy(open)).toEqual(open);
  });

  it.each([
    ['the lifetime', { max_key_lifetime: unknown }],
    ['the expiry', { require_expiry: unknown }],
    ['the deliveries', { allowed_secret_deliveries: unknown }],
    ['one of the deliveries', { allowed_secret_deliveries: ['claim', unknown] }],
  ])('is undefined while %s is known only after apply', (_what, part) => {
    expect(knownPolicy({ ...planned, ...part })).toBeUndefined();
  });
});
