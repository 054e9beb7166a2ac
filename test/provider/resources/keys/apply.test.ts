import { unknown } from '../../../../provider/terraform-plugin';
import {
  changedCredential,
  changeKey,
  isJudgeableKeyUpdate,
  issuedCredential,
  type PlannedKey,
  plannedKeyUpdates,
  plannedRotation,
} from '../../../../provider/resources/keys/apply';
import { fakeKeyplane, keyOf, STATE } from './support/fake-keyplane';

const LABEL = 'Service account key "deploy"';
const planned = (over: Partial<PlannedKey> = {}): PlannedKey => ({ ...STATE, ...over });
const rotating = (over: Partial<PlannedKey> = {}) => planned({ secret_version: unknown, ...over });
const rotation = { every: '90d', overlap: '48h', early_window: null, when_changed: null };

describe('the request of a rotation', () => {
  it('is sent only if the plan left the version unknown', () => {
    expect(plannedRotation(planned())).toBeUndefined();
    expect(plannedRotation(planned({ secret_version: null }))).toBeUndefined();
  });

  it('has the configured overlap, or 24 hours', () => {
    expect(plannedRotation(rotating())).toEqual({ overlap: '24h', secret_delivery: 'plain' });
    expect(plannedRotation(rotating({ rotation }))?.overlap).toBe('48h');
    expect(plannedRotation(rotating({ rotation: { ...rotation, overlap: null } }))?.overlap).toBe(
      '24h',
    );
  });

  it('says how the new secret is delivered', () => {
    const claim = rotating({ secret_delivery: 'claim', claim_window: '2h', claimant_id: 'mem_b' });
    expect(plannedRotation(claim)).toEqual({
      overlap: '24h',
      secret_delivery: 'claim',
      claim_window: '2h',
      claimant_id: 'mem_b',
    });
  });
});

describe('an update', () => {
  const change = async (changes: object, plan: PlannedKey, key = keyOf()) => {
    const { context, calls } = fakeKeyplane({ key });
    const api = context.client.serviceAccountKeys;
    const wanted = { changes, rotation: plannedRotation(plan) };
    return { calls, ...(await changeKey(api, 'sak_1', wanted, context)) };
  };

  it('only reads the key if nothing changes', async () => {
    const { calls, key, issued } = await change({}, planned());
    expect(calls).toEqual([['get', 'sak_1']]);
    expect(key.secret_version).toBe(7);
    expect(issued).toBeUndefined();
  });

  it('updates before it rotates, so that the next apply still rotates if this one is interrupted', async () => {
    const { calls, key, issued } = await change({ name: 'ci' }, rotating());
    expect(calls).toEqual([
      ['update', 'sak_1', { name: 'ci' }],
      ['rotate', 'sak_1', { overlap: '24h' }],
    ]);
    expect(key).toBe(issued);
    expect(issued?.secret).toBe('kps_new');
  });

  it('omits an unchanged delivery, so that a personal token keeps its own', async () => {
    const { calls } = await change({}, rotating({ secret_delivery: 'claim' }), keyOf());
    expect(calls.at(-1)).toEqual(['rotate', 'sak_1', { overlap: '24h', secret_delivery: 'claim' }]);
    const asBefore = await change(
      {},
      rotating({ secret_delivery: 'claim' }),
      keyOf({ secret_delivery: 'claim' }),
    );
    expect(asBefore.calls.at(-1)).toEqual(['rotate', 'sak_1', { overlap: '24h' }]);
  });

  it('sends the same requests in a dry run', () => {
    expect(plannedKeyUpdates({}, planned(), STATE)).toEqual([]);
    expect(plannedKeyUpdates({ name: 'ci' }, rotating(), STATE)).toEqual([
      { method: 'PATCH', body: { name: 'ci' } },
      { method: 'POST', below: '/rotate', body: { overlap: '24h' } },
    ]);
    const [post] = plannedKeyUpdates({}, rotating({ secret_delivery: 'claim' }), STATE);
    expect(post?.body).toEqual({ overlap: '24h', secret_delivery: 'claim' });
  });

  it('sends no dry run of a rotation if the last rotation was interrupted', () => {
    const { context } = fakeKeyplane({ privateState: { rotation: { interrupted: true } } });
    const rotate = { method: 'POST' as const, below: '/rotate', body: {} };
    expect(isJudgeableKeyUpdate(rotate, context)).toBe(false);
    expect(isJudgeableKeyUpdate({ method: 'PATCH', body: {} }, context)).toBe(true);
    expect(isJudgeableKeyUpdate(rotate, fakeKeyplane().context)).toBe(true);
  });
});

describe('the state after an apply', () => {
  const issued = { ...keyOf({ secret_version: 8 }), secret: 'kps_new', secret_jwe: null };

  it('has the new secret and its version after a rotation', () => {
    const { context, notes } = fakeKeyplane({
      privateState: { rotation: { dueAsOf: '2030-06-01T00:00:00.000Z' }, secret_version: 7 },
    });
    const state = changedCredential(LABEL, rotating({ rotation }), STATE, issued, context);
    expect(state).toMatchObject({
      secret: 'kps_new',
      secret_version: 8,
      secret_delivery: 'plain',
      expires_in: '365d',
      rotation_due_at: '2030-07-30T00:00:00.000Z',
    });
    expect(notes.get('secret_version')).toBe(8);
    expect(notes.has('rotation')).toBe(false);
  });

  it('has the planned values if nothing rotates, even if somebody rotated the key outside meanwhile', () => {
    const { context, notes } = fakeKeyplane();
    const plan = planned({ secret: null, secret_delivery: 'claim', expires_in: '30d' });
    const state = changedCredential(LABEL, plan, STATE, undefined, context);
    expect(state).toMatchObject({
      secret: null,
      secret_version: 7,
      secret_delivery: 'claim',
      expires_in: '30d',
    });
    expect(notes.has('secret_version')).toBe(false);
  });

  it('has null if the plan left a value to Keyplane and nothing was created', () => {
    const { context } = fakeKeyplane();
    const left = { secret: unknown, expires_in: unknown, rotation_due_at: unknown };
    const plan = planned({ ...left, secret_delivery: unknown });
    expect(changedCredential(LABEL, plan, STATE, undefined, context)).toMatchObject({
      secret: null,
      expires_in: null,
      rotation_due_at: null,
      secret_delivery: 'plain',
    });
  });

  it('keeps the configured delivery, with a warning if Keyplane chose another one', () => {
    const { context, said, texts } = fakeKeyplane();
    const claimed = { ...issued, secret: null, secret_delivery: 'claim' as const };
    expect(issuedCredential(LABEL, rotating(), claimed, context).secret_delivery).toBe('plain');
    expect(said).toEqual([`warning: The secret of ${LABEL} was not delivered as configured`]);
    expect(texts[0]?.detail).toContain('until its owner claims it');
  });

  it('has Keyplane’s delivery if the configuration names none', () => {
    const { context, said } = fakeKeyplane();
    const plan = rotating({ secret_delivery: unknown });
    const claimed = { ...issued, secret: null, secret_delivery: 'claim' as const };
    expect(issuedCredential(LABEL, plan, claimed, context).secret_delivery).toBe('claim');
    expect(said).toEqual([]);
  });
});
