import { unknown } from '../../../../provider/terraform-plugin';
import {
  expiryWarning,
  type JudgedKey,
  judgeKeyPlan,
  keyGuard,
} from '../../../../provider/resources/keys/judgment';
import { fakeKeyplane, type FakeKeyplane, problem, STATE } from './support/fake-keyplane';
import { fakePlan } from './support/fake-plan';

const LABEL = 'Service account key "deploy"';
const guard = keyGuard<JudgedKey>('/v1/service-account-keys', () => LABEL);
const CONFIG = {
  expires_at: null,
  expires_in: '365d',
  secret_delivery: null,
  claim_window: null,
  recipient_jwk: null,
  recipient_pem: null,
  public_jwk: null,
};
type Request = Parameters<typeof judgeKeyPlan<JudgedKey>>[2];

const isError = (line: string) => line.startsWith('error: ');

interface Situation extends FakeKeyplane {
  readonly config?: Partial<Request['config']>;
  readonly state?: Partial<JudgedKey> | null;
  readonly values?: object;
  readonly isReplaced?: boolean;
}

async function judged({ config, state = {}, values, isReplaced, ...keyplane }: Situation) {
  const fake = fakeKeyplane(keyplane);
  const priorState = state === null ? null : { ...STATE, ...state };
  const { plan } = fakePlan({ before: priorState, values: { ...STATE, ...state, ...values } });
  if (isReplaced === true) plan.requireReplace('expires_at');
  const { context } = fake;
  const request = { config: { ...CONFIG, ...config }, priorState, plan, context };
  await judgeKeyPlan(LABEL, guard, request as unknown as Request);
  return fake;
}

describe('a plan that touches a key in use', () => {
  const used = { usage: { uses: 12, keys_used: 1, last_used_at: '2030-05-31T23:00:00.000Z' } };

  it.each<[string, object, boolean]>([
    ['disables it', { enabled: false }, false],
    ['ends it earlier', { expires_at: '2030-06-10T00:00:00Z' }, false],
    ['replaces it', {}, true],
  ])('causes a warning if it %s', async (_what, values, isReplaced) => {
    const { said } = await judged({ ...used, values, isReplaced });
    expect(said[0]).toMatch(/^warning: Service account key "deploy" \(sak_1\) is in use/);
  });

  it('is an error if the key says so', async () => {
    const { said } = await judged({ ...used, values: { enabled: false, protect_action: 'error' } });
    expect(said[0]).toMatch(/^error: /);
  });

  it('reports nothing about changes that do not affect its users', async () => {
    expect((await judged({ ...used, values: { name: 'ci' } })).said).toEqual([]);
    const later = { expires_at: '2031-06-01T00:00:00Z' };
    expect((await judged({ ...used, values: later })).said).toEqual([]);
  });

  it.each([{ enabled: false }, { state: 'expired' }])(
    'reports nothing about a key that is %p',
    async (state) => {
      expect((await judged({ ...used, state, isReplaced: true })).said).toEqual([]);
    },
  );

  it('reports nothing if nobody uses the key, or the protection is off', async () => {
    expect((await judged({ values: { enabled: false } })).said).toEqual([]);
    const off = { enabled: false, protect_used_within: '0s' };
    expect((await judged({ ...used, values: off })).said).toEqual([]);
  });
});

describe('a plan that ends the credential of the run', () => {
  const own = { me: { key_id: 'sak_1' } };

  it('is refused', async () => {
    expect((await judged({ ...own, values: { enabled: false } })).said[0]).toMatch(/^error: /);
    expect((await judged({ ...own, isReplaced: true })).said[0]).toMatch(/^error: /);
  });

  it('is refused if it rotates with an overlap shorter than an hour', async () => {
    const rotated = (overlap: string) => ({
      secret_version: unknown,
      rotation: { every: '30d', overlap, early_window: null, when_changed: null },
    });
    expect((await judged({ ...own, values: rotated('30m') })).said[0]).toMatch(/^error: /);
    expect((await judged({ ...own, values: rotated('1h') })).said).toEqual([]);
    const byDefault = { secret_version: unknown };
    expect((await judged({ ...own, values: byDefault })).said).toEqual([]);
  });
});

describe('the policy of the team', () => {
  const policy = {
    max_key_lifetime: '90d',
    require_expiry: true,
    allowed_secret_deliveries: ['claim'],
  };

  it('refuses a new key that Keyplane would refuse', async () => {
    const { said } = await judged({ policy, state: null });
    expect(said.length).toBeGreaterThan(0);
    expect(said.every((line) => line.startsWith('error: '))).toBe(true);
  });

  it('applies to a replacement and a moved expiry, but not to an unchanged key', async () => {
    expect((await judged({ policy, isReplaced: true })).said.some(isError)).toBe(true);
    const moved = { expires_at: '2031-01-01T00:00:00Z' };
    expect((await judged({ policy, values: moved })).said.some(isError)).toBe(true);
    expect((await judged({ policy, values: { name: 'ci' } })).said).toEqual([]);
  });

  it('applies to the delivery of a rotation, but not to that of the first read after an import', async () => {
    const rotated = { secret_version: unknown };
    expect((await judged({ policy, values: rotated })).said.some(isError)).toBe(true);
    const imported = { policy, values: rotated, state: { secret_delivery: null } };
    expect((await judged(imported)).said).toEqual([]);
  });

  it('causes a warning if it cannot be read', async () => {
    const client = { teamPolicy: () => Promise.reject(problem(503, 'unavailable')) };
    expect((await judged({ client, state: null })).said).toEqual([
      "warning: Planned without the team's policies",
    ]);
  });
});

describe('a key that expires soon', () => {
  const soon = { expires_at: '2030-06-05T00:00:00Z' };

  it('causes a warning in a plan that has refreshed it', async () => {
    const { said } = await judged({ state: soon });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^warning: .*sak_1\) expires at /);
  });

  it('causes no warning during an apply, or if the plan moves its expiry or replaces it', async () => {
    const client = { hasRefreshed: () => false };
    expect((await judged({ state: soon, client })).said).toEqual([]);
    const values = { expires_at: '2030-06-04T00:00:00Z' };
    expect((await judged({ state: soon, values })).said).toEqual([]);
    expect((await judged({ state: soon, isReplaced: true })).said).toEqual([]);
  });

  const warned = (over: object, now = '2030-06-01T00:00:00.000Z') =>
    expiryWarning(
      LABEL,
      {
        id: 'sak_1',
        state: 'active',
        created_at: '2030-01-01T00:00:00Z',
        expires_at: '2030-06-05T00:00:00Z',
        first_expires_at: '2030-06-05T00:00:00Z',
        ...over,
      },
      new Date(now),
    );

  it.each<[string, object, string | undefined]>([
    ['four days before', {}, 'remains valid for 4 days.'],
    ['hours before', { expires_at: '2030-06-01T05:30:00Z' }, 'remains valid for 5 hours.'],
    ['minutes before', { expires_at: '2030-06-01T00:30:00Z' }, 'remains valid for 30 minutes.'],
    [
      'within the last two minutes',
      { expires_at: '2030-06-01T00:01:00Z' },
      'remains valid for a minute.',
    ],
    ['never, 15 days before', { expires_at: '2030-06-16T00:00:00Z' }, undefined],
    ['never, once it is over', { expires_at: '2030-05-31T00:00:00Z' }, undefined],
    ['never, while it is disabled', { state: 'disabled' }, undefined],
    ['never, if it was made for 14 days', { created_at: '2030-05-22T00:00:00Z' }, undefined],
    [
      'if it was made for longer and shortened since',
      { created_at: '2030-05-22T00:00:00Z', first_expires_at: '2031-01-01T00:00:00Z' },
      'remains valid for 4 days.',
    ],
    [
      'if it was created without an expiry',
      { first_expires_at: 'never' },
      'remains valid for 4 days.',
    ],
  ])('causes a warning %s', (_when, over, expected) => {
    const warning = warned(over);
    if (expected === undefined) expect(warning).toBeUndefined();
    else expect(warning?.detail).toContain(expected);
  });
});
