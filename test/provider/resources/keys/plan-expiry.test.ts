import { unknown } from '../../../../provider/terraform-plugin';
import { planKeyExpiry } from '../../../../provider/resources/keys/plan-expiry';
import { fakeKeyplane, STATE } from './support/fake-keyplane';
import { fakePlan } from './support/fake-plan';

const LABEL = 'Service account key "deploy"';
type Config = Parameters<typeof planKeyExpiry>[1]['config'];

function planned(
  config: Partial<Config>,
  before: Partial<typeof STATE> | null = {},
  values: object = {},
) {
  const { context, said } = fakeKeyplane();
  const priorState = before === null ? null : { ...STATE, ...before };
  const { plan, decided, replaced } = fakePlan({ before: priorState, values: { ...values } });
  const request = { config: { expires_at: null, expires_in: null, ...config }, priorState };
  planKeyExpiry(LABEL, request, plan, context.diagnostics);
  return { decided, replaced, said };
}

const END = '2031-05-01T00:00:00Z';

describe('the expiry in a plan', () => {
  it('is unknown for a new key with a period, because Keyplane computes it', () => {
    expect(planned({ expires_in: '30d' }, null).decided).toEqual({ expires_at: unknown });
  });

  it('is `never` for a new key without an expiry', () => {
    expect(planned({}, null).decided).toEqual({ expires_at: 'never', expires_in: null });
  });

  it('stays if the period is the same in another spelling', () => {
    expect(planned({ expires_in: '365d' })).toEqual({ decided: {}, replaced: [], said: [] });
    expect(planned({ expires_in: '8760h' }).replaced).toEqual([]);
  });

  it('moves to an earlier time without a new key', () => {
    const { decided, replaced, said } = planned({ expires_in: '90d' });
    expect(decided).toEqual({ expires_at: '2030-07-30T00:00:00Z' });
    expect([...replaced, ...said]).toEqual([]);
  });

  it('needs a new key to move later, and the plan says so', () => {
    const warning = [`warning: ${LABEL} will be replaced for a later expiry`];
    const longer = planned({ expires_in: '730d' });
    expect([longer.replaced, longer.said]).toEqual([['expires_at'], warning]);
    const later = planned({ expires_at: '2032-01-01T00:00:00Z' });
    expect([later.replaced, later.said]).toEqual([['expires_at'], warning]);
  });

  it.each(['expires_at', 'expires_in'] as const)(
    'needs a new key if its new %s is known only after apply, and the plan says so',
    (attribute) => {
      const { decided, replaced, said } = planned({ [attribute]: unknown });
      expect([decided['expires_at'], replaced]).toEqual([unknown, ['expires_at']]);
      const summary = `${LABEL} will be replaced, because its new expiry is not known yet`;
      expect(said).toEqual([`warning: ${summary}`]);
    },
  );

  it('needs a new key to become `never`', () => {
    const { decided, replaced } = planned({});
    expect(decided['expires_at']).toBe('never');
    expect(replaced).toEqual(['expires_at']);
  });

  it('keeps the period of the state as long as the expiry stays', () => {
    expect(planned({ expires_at: END }).decided).toEqual({});
    const moved = planned(
      { expires_at: '2030-12-01T00:00:00Z' },
      {},
      { expires_at: '2030-12-01T00:00:00Z' },
    );
    expect(moved.decided).toEqual({ expires_in: null });
  });

  it('may be given twice only if both name the same time', () => {
    expect(planned({ expires_at: END, expires_in: '365d' }).said).toEqual([]);
    expect(planned({ expires_at: END, expires_in: '30d' }).said).toEqual([
      'error: Conflicting attributes',
    ]);
    expect(planned({ expires_at: END, expires_in: '30d' }, null).said).toHaveLength(1);
  });
});

describe('a key that has expired', () => {
  const expired = { state: 'expired', expires_at: '2030-05-31T00:00:00Z', expires_in: '30d' };

  it('can be neither enabled nor disabled', () => {
    const { said } = planned({ expires_in: '30d' }, expired, { enabled: false });
    expect(said).toEqual([`error: ${LABEL} has expired`]);
  });

  it('may change `enabled` along with its replacement', () => {
    const { replaced, said } = planned({ expires_in: '90d' }, expired, { enabled: false });
    expect(replaced).toEqual(['expires_at']);
    expect(said).toEqual([`warning: ${LABEL} will be replaced for a later expiry`]);
  });

  it('keeps its expiry with a shorter period, because the key has expired either way', () => {
    expect(planned({ expires_in: '7d' }, expired).decided).toEqual({});
  });
});
