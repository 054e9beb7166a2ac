import { unknown } from '../../../../provider/terraform-plugin';
import {
  describeReplacement,
  doubleExpiry,
  type ExpiryRequest,
  lifetimeOf,
  noPeriodWithoutEnd,
  planExpiry,
  requiresExpiry,
  sameExpiry,
} from '../../../../provider/resources/keys/expiry';

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
  it('is unknown if a new key has a period, because Keyplane computes it', () => {
    expect(plan({ expires_in: '30d' })).toEqual({ kind: 'unknown' });
  });

  it('is `never` if a new key has neither a time nor a period', () => {
    expect(plan({})).toEqual({ kind: 'set', expiresAt: 'never' });
  });

  it('stays if the period ends when the key expires, apart from the time between two clock reads', () => {
    expect(plan({ expires_in: '30d' }, PERIOD_END)).toEqual({ kind: 'as-planned' });
    expect(plan({ expires_in: '30d' }, '2030-01-31T00:00:00.007Z')).toEqual({ kind: 'as-planned' });
  });

  it('moves to an earlier time without a new key', () => {
    expect(plan({ expires_in: '7d' }, PERIOD_END)).toEqual({
      kind: 'set',
      expiresAt: '2030-01-08T00:00:00.000Z',
    });
    expect(plan({ expires_in: '7d' }, 'never')).toMatchObject({ kind: 'set' });
    expect(plan({ expires_at: '2030-01-02T00:00:00Z' }, PERIOD_END)).toEqual({
      kind: 'as-planned',
    });
  });

  it('follows a changed period, however small the difference', () => {
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

  it('stays if an expired key gets a shorter period', () => {
    const expired = { expires_in: '30d', state: 'expired' };
    expect(plan({ expires_in: '7d' }, PERIOD_END, expired)).toEqual({ kind: 'as-planned' });
  });

  it.each([
    ['a longer period', { expires_in: '31d' }, PERIOD_END],
    ['a later time', { expires_at: '2030-01-31T00:00:01Z' }, PERIOD_END],
    ['never', { expires_at: 'never' }, PERIOD_END],
    ['neither, after a time', {}, PERIOD_END],
  ])('needs a new key for %s', (_what, config, before) => {
    expect(plan(config, before)).toMatchObject({ kind: 'replace', from: before });
  });

  it.each([
    ['a new key', undefined],
    ['a key that never expires, for which any expiry is earlier', 'never'],
  ])('is unknown if it depends on what is known only after apply: %s', (_what, before) => {
    expect(plan({ expires_at: unknown }, before)).toEqual({ kind: 'as-planned' });
    expect(plan({ expires_in: unknown }, before)).toEqual({ kind: 'unknown' });
  });

  it('needs a new key if the new expiry is known only after apply and may be later', () => {
    for (const config of [{ expires_at: unknown }, { expires_in: unknown }]) {
      const replaced = { kind: 'replace-by-unknown', from: PERIOD_END };
      expect(plan(config, PERIOD_END)).toEqual(replaced);
    }
  });

  it.each([
    ['2030-01-31T00:00:00Z', '2030-01-31T02:00:00.0001+02:00', true],
    ['2030-01-31T00:00:00Z', '2030-01-31T00:00:00.001Z', false],
    ['never', 'never', true],
    ['never', '2030-01-31T00:00:00Z', false],
  ])('treats %s and %s as the same: %s', (a, b, same) => {
    expect(sameExpiry(a, b)).toBe(same);
  });
});

describe('the period of an imported key', () => {
  it.each([
    ['2030-01-31T00:00:00.000Z', '30d'],
    ['2030-01-01T12:00:00.000Z', '12h'],
    ['2030-01-01T00:15:00.000Z', '15m'],
    ['2030-01-01T00:01:30.000Z', '90s'],
    ['2030-01-31T00:00:00.007Z', '30d'],
    ['2030-01-30T23:59:59.999Z', '30d'],
    ['2030-01-31T00:00:00.250Z', null],
    ['2230-01-01T00:00:00.000Z', null],
    ['2029-12-31T00:00:00.000Z', null],
    ['never', null],
  ])('is counted from its creation to %s: %s', (expires_at, period) => {
    expect(lifetimeOf({ created_at: CREATED_AT, expires_at })).toBe(period);
  });
});

describe('an expiry that is given twice', () => {
  const both = (expires_at: string, expires_in: string, isNew = false) =>
    doubleExpiry({
      config: { expires_at, expires_in },
      prior: isNew
        ? null
        : { expires_at: PERIOD_END, expires_in, created_at: CREATED_AT, state: 'active' },
    });

  it('is accepted for a key that has it, because Terraform generates it for an import', () => {
    expect(both(PERIOD_END, '30d')).toBeUndefined();
    expect(both('2030-01-31T02:00:00+02:00', '720h')).toBeUndefined();
  });

  it('is refused for a new key', () => {
    expect(both(PERIOD_END, '30d', true)).toMatchObject({
      detail: expect.stringContaining('Only one of `expires_at` and `expires_in` may be set.'),
      attribute: 'expires_in',
    });
  });

  it('is refused if the two differ, with both times', () => {
    const { detail } = both(PERIOD_END, '31d') ?? {};
    expect(detail).toContain('"31d" ends at 2030-02-01T00:00:00Z');
    expect(detail).toContain(`\`expires_at\` is ${PERIOD_END}`);
    expect(both('never', '31d')).toBeDefined();
  });

  it('is not judged while it depends on what is known only after apply', () => {
    const config = { expires_at: unknown, expires_in: '30d' };
    expect(doubleExpiry({ config, prior: null })).toBeUndefined();
  });
});

describe('the configuration of an expiry', () => {
  it('needs one of the two attributes', () => {
    expect(requiresExpiry.check({})?.detail).toBe('Set one of `expires_at` and `expires_in`.');
    expect(requiresExpiry.check({ expires_in: unknown })).toBeUndefined();
    expect(requiresExpiry.check({ expires_at: 'never', expires_in: null })).toBeUndefined();
  });

  it('cannot have a period of a key that never expires', () => {
    const both = { expires_at: 'never', expires_in: '30d' };
    expect(noPeriodWithoutEnd.check(both)?.detail).toContain('`expires_in` is "30d"');
    expect(noPeriodWithoutEnd.check({ ...both, expires_at: PERIOD_END })).toBeUndefined();
    expect(noPeriodWithoutEnd.check({ expires_at: 'never' })).toBeUndefined();
  });
});

describe('the text of a replacement for a later expiry', () => {
  it('counts a period from the creation of the new key', () => {
    const text = describeReplacement({
      from: PERIOD_END,
      to: '2030-03-02T00:00:00Z',
      period: '60d',
    });
    expect(text).toContain(
      `It expires at ${PERIOD_END}. The configuration asks for another expiry: 60d`,
    );
    expect(text).not.toContain('2030-03-02');
  });

  it('shows a time as it is', () => {
    expect(describeReplacement({ from: PERIOD_END, to: 'never' })).toContain(
      'another expiry: never.',
    );
  });
});
