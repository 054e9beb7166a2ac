import { unknown } from '../../../../provider/terraform-plugin';
import { expiryWarning } from '../../../../provider/resources/keys/judgment';
import {
  type PlannedByPolicy,
  policyFaults,
} from '../../../../provider/resources/keys/team-policy';

const NOW = new Date('2030-01-01T00:00:00Z');
const LABEL = 'Service account key "deploy"';

type Policy = Parameters<typeof policyFaults>[2];

const policy = (over: Partial<Policy> = {}): Policy => ({
  max_key_lifetime: null,
  require_expiry: false,
  allowed_secret_deliveries: null,
  ...over,
});

const expiry = (over: Partial<NonNullable<PlannedByPolicy['expiry']>>) => ({
  expiry: { expires_at: null, expires_in: null, ...over },
});

const faults = (planned: PlannedByPolicy, over: Partial<Policy>) =>
  policyFaults(LABEL, planned, policy(over), NOW).map(({ attribute, summary }) => ({
    attribute,
    summary,
  }));

describe('the policy of a team', () => {
  it('refuses nothing if no rule is set', () => {
    expect(faults({ ...expiry({}), delivery: 'plain' }, {})).toEqual([]);
  });

  it('refuses a key without an expiry if it requires one or limits the lifetime', () => {
    const endless = [expiry({}), expiry({ expires_at: 'never' })];
    for (const planned of endless) {
      for (const over of [{ require_expiry: true }, { max_key_lifetime: '90d' }]) {
        expect(faults(planned, over)).toEqual([
          { attribute: 'expires_at', summary: expect.stringContaining('must expire') },
        ]);
      }
    }
    expect(faults(expiry({ expires_in: '10d' }), { require_expiry: true })).toEqual([]);
  });

  it('refuses a lifetime above the limit, at the attribute that sets it', () => {
    const cap = { max_key_lifetime: '90d' };
    expect(faults(expiry({ expires_in: '91d' }), cap)).toEqual([
      { attribute: 'expires_in', summary: `${LABEL} would live longer than its team allows` },
    ]);
    expect(faults(expiry({ expires_in: '2160h' }), cap)).toEqual([]);
    expect(faults(expiry({ expires_at: '2030-05-01T00:00:00Z' }), cap)).toMatchObject([
      { attribute: 'expires_at' },
    ]);
    expect(faults(expiry({ expires_at: '2030-04-01T00:00:00Z' }), cap)).toEqual([]);
  });

  it('accepts a lifetime that exceeds the limit by less than clocks may differ', () => {
    const cap = { max_key_lifetime: '1d' };
    expect(faults(expiry({ expires_at: '2030-01-02T00:00:30Z' }), cap)).toEqual([]);
    expect(faults(expiry({ expires_at: '2030-01-02T00:01:01Z' }), cap)).toHaveLength(1);
  });

  it('refuses a delivery that it does not allow', () => {
    const allowed_secret_deliveries = ['claim', 'public_key'] as const;
    const over = { allowed_secret_deliveries: [...allowed_secret_deliveries] };
    expect(faults({ delivery: 'plain' }, over)).toEqual([
      {
        attribute: 'secret_delivery',
        summary: `${LABEL} may not have secret_delivery = "plain": its team does not allow that`,
      },
    ]);
    expect(faults({ delivery: 'claim' }, over)).toEqual([]);
    const [fault] = policyFaults(LABEL, { delivery: 'encrypted' }, policy(over), NOW);
    expect(fault?.detail).toContain('"claim" or "public_key"');
  });

  it('refuses no value that the plan does not know, and no key that it does not create', () => {
    const strict = {
      require_expiry: true,
      max_key_lifetime: '1d',
      allowed_secret_deliveries: ['claim' as const],
    };
    expect(faults({ ...expiry({ expires_at: unknown }), delivery: unknown }, strict)).toEqual([]);
    expect(faults(expiry({ expires_in: unknown }), strict)).toEqual([]);
    expect(faults({}, strict)).toEqual([]);
  });
});

describe('the warning of a key that expires soon', () => {
  const warning = (expires_at: string, state = 'active', created_at = '2029-06-01T00:00:00Z') =>
    expiryWarning(
      LABEL,
      { id: 'sak_1', expires_at, first_expires_at: expires_at, created_at, state },
      NOW,
    );

  it.each([
    ['2030-01-15T00:00:00Z', '14 days'],
    ['2030-01-10T10:00:00Z', '10 days'],
    ['2030-01-02T10:00:00Z', '34 hours'],
    ['2030-01-01T00:30:00Z', '30 minutes'],
    ['2030-01-01T00:00:01Z', 'a minute'],
  ])('says when the key expires and how long it is still valid: %s', (expiresAt, left) => {
    expect(warning(expiresAt)?.summary).toBe(`${LABEL} (sak_1) expires at ${expiresAt}`);
    expect(warning(expiresAt)?.detail).toContain(`It remains valid for ${left}.`);
  });

  it.each(['2030-01-15T00:00:01Z', '2030-01-01T00:00:00Z', '2029-12-31T00:00:00Z', 'never'])(
    'is absent for %s',
    (expiresAt) => {
      expect(warning(expiresAt)).toBeUndefined();
    },
  );

  it('is absent for a key that was created with a lifetime of 14 days or less', () => {
    const expiresAt = '2030-01-05T00:00:00Z';
    expect(warning(expiresAt, 'active', '2029-12-29T00:00:00Z')).toBeUndefined();
    expect(warning(expiresAt, 'active', '2029-12-22T00:00:00Z')).toBeUndefined();
    expect(warning(expiresAt, 'active', '2029-12-21T23:59:59Z')).toBeDefined();
  });

  it.each([
    ['2030-06-01T00:00:00Z', true],
    ['never', true],
    ['2030-01-10T00:00:00Z', false],
  ])(
    'appears for a shortened key only if it was created with a long lifetime: %s',
    (first, isTold) => {
      const made = { created_at: '2029-12-29T00:00:00Z', first_expires_at: first };
      const key = { id: 'sak_1', expires_at: '2030-01-05T00:00:00Z', state: 'active', ...made };
      expect(expiryWarning(LABEL, key, NOW) !== undefined).toBe(isTold);
    },
  );

  it('is absent for a disabled key, because its expiry changes nothing', () => {
    expect(warning('2030-01-02T00:00:00Z', 'disabled')).toBeUndefined();
  });
});
