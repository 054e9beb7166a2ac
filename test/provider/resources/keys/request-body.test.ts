import { unknown } from '../../../../provider/terraform-plugin';
import { createBody, keyChanges } from '../../../../provider/resources/keys/request-body';
import { STATE } from './support/fake-keyplane';

const rotation = { every: '90d', overlap: null, early_window: null, when_changed: null };
const watched = { ...rotation, every: null, when_changed: { color: 'red' } };
type Plan = Parameters<typeof createBody>[0];
const plan = (over: Partial<Plan> = {}): Plan => ({ ...STATE, ...over });

describe('the body of a create', () => {
  it('has the period if both are set, because Keyplane counts it from the creation', () => {
    expect(createBody(plan())).toEqual({
      enabled: true,
      expires_in: '365d',
      secret_delivery: 'plain',
    });
  });

  it('has the time if there is no period, and neither if neither is configured', () => {
    const at = createBody(plan({ expires_in: null }));
    expect(at).toMatchObject({ expires_at: '2031-05-01T00:00:00Z' });
    expect(at).not.toHaveProperty('expires_in');
    const left = createBody(plan({ expires_at: unknown, expires_in: unknown }));
    expect(Object.keys(left)).toEqual(['enabled', 'secret_delivery']);
  });

  it('has the periods of the rotation, but not the values that only Terraform watches', () => {
    expect(createBody(plan({ rotation }))).toMatchObject({
      rotation: { every: '90d', overlap: null, early_window: null },
    });
    expect(createBody(plan({ rotation: watched }))).not.toHaveProperty('rotation');
  });
});

describe('the changes of an update', () => {
  it('are none if nothing differs, also in spelling', () => {
    expect(keyChanges(STATE, STATE)).toEqual({});
    const spelled = { ...STATE, expires_at: '2031-05-01T02:00:00+02:00' };
    expect(keyChanges(spelled, STATE)).toEqual({});
    expect(keyChanges({ ...STATE, expires_at: unknown }, STATE)).toEqual({});
  });

  it('contain only the differences, because an expired key accepts only a new name', () => {
    expect(keyChanges({ ...STATE, enabled: false }, STATE)).toEqual({ enabled: false });
    const earlier = '2030-12-01T00:00:00Z';
    expect(keyChanges({ ...STATE, expires_at: earlier }, STATE)).toEqual({ expires_at: earlier });
  });

  it('remove a rotation with null, and send no values that only Terraform watches', () => {
    expect(keyChanges(STATE, { ...STATE, rotation })).toEqual({ rotation: null });
    expect(keyChanges({ ...STATE, rotation: watched }, STATE)).toEqual({});
    expect(keyChanges({ ...STATE, rotation }, STATE)).toMatchObject({ rotation: { every: '90d' } });
  });
});
