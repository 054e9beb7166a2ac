import { unknown } from '../../../../provider/terraform-plugin';
import {
  planRotation,
  type RotationQuestion,
} from '../../../../provider/resources/keys/plan-rotation';
import { isNearlyDue, rotationDueAt } from '../../../../provider/resources/keys/rotation';
import { parseRotationNote } from '../../../../provider/resources/keys/rotation-note';
import { restoredSecret } from '../../../../provider/resources/keys/restored-secret';

const MADE_AT = '2030-01-01T00:00:00.000Z';
const DUE_AT = '2030-01-31T00:00:00.000Z';
const OVERLAP_END = '2030-02-01T00:00:00.000Z';

type Rotation = NonNullable<RotationQuestion['prior']['rotation']>;

const rotation = (settings: Partial<Rotation> = {}): Rotation => ({
  every: null,
  overlap: null,
  early_window: null,
  when_changed: null,
  ...settings,
});

const EVERY_30D = rotation({ every: '30d' });
const image = (version: string) => rotation({ when_changed: { image: version } });

const plan = (
  request: Partial<Omit<RotationQuestion, 'prior'>> & {
    prior?: Partial<RotationQuestion['prior']>;
  } = {},
) =>
  planRotation({
    config: EVERY_30D,
    note: {},
    publicKey: 'none',
    ...request,
    prior: {
      rotation: EVERY_30D,
      secret_created_at: MADE_AT,
      previous_secret_ends_at: null,
      state: 'active',
      ...request.prior,
    },
  });

const AFTER_DUE = { dueAsOf: '2030-01-31T00:00:01.000Z' };

describe('the decision to rotate a key', () => {
  it('is no as long as no refresh found the rotation due', () => {
    expect(plan()).toEqual({ kind: 'none' });
    expect(plan({ config: null, note: AFTER_DUE })).toEqual({ kind: 'none' });
  });

  it('follows from the configuration of the refresh', () => {
    const cause = { kind: 'period', every: '30d', dueAt: DUE_AT, asOf: AFTER_DUE.dueAsOf };
    expect(plan({ note: AFTER_DUE })).toEqual({ kind: 'due', causes: [cause] });
    expect(plan({ config: rotation({ every: '31d' }), note: AFTER_DUE })).toEqual({ kind: 'none' });
    const early = rotation({ every: '31d', early_window: '1d' });
    expect(plan({ config: early, note: AFTER_DUE })).toMatchObject({ kind: 'due' });
  });

  it('is no if the key has expired', () => {
    const prior = { state: 'expired', rotation: image('1') };
    expect(plan({ config: image('2'), prior, note: AFTER_DUE })).toEqual({ kind: 'none' });
  });

  it('is yes if a watched value changes, but the first values are only noted', () => {
    expect(plan({ config: image('1') })).toEqual({ kind: 'none' });
    expect(plan({ config: image('1'), prior: { rotation: image('1') } })).toEqual({ kind: 'none' });
    const before = rotation({ when_changed: { image: '1', region: 'a', gone: 'x' } });
    const after = rotation({ when_changed: { image: '2', region: 'a', added: 'y' } });
    expect(plan({ config: after, prior: { rotation: before } })).toEqual({
      kind: 'due',
      causes: [{ kind: 'when_changed', names: ['added', 'gone', 'image'] }],
    });
    expect(plan({ config: rotation(), prior: { rotation: before } })).toEqual({ kind: 'none' });
  });

  it.each([
    [
      'values of one’s own',
      { config: image('2'), prior: { rotation: image('1') } },
      'when_changed',
    ],
    ['another public key', { publicKey: 'changed' as const, prior: {} }, 'public_jwk'],
  ])('is postponed while two secrets overlap, and remembers %s', (_what, request, pending) => {
    const during = { ...request.prior, previous_secret_ends_at: OVERLAP_END };
    expect(plan({ ...request, prior: during })).toMatchObject({
      kind: 'postponed',
      until: OVERLAP_END,
      pending: [pending],
    });
  });

  it('rotates once for a remembered change, whatever the values are by then', () => {
    const request = { config: image('2'), prior: { rotation: image('2') } };
    expect(plan({ ...request, note: { pending: ['when_changed'] } })).toEqual({
      kind: 'due',
      causes: [{ kind: 'when_changed', names: [] }],
    });
    const kept = { publicKey: 'kept' as const, note: { pending: ['public_jwk'] as const } };
    expect(plan(kept)).toMatchObject({ kind: 'due' });
    expect(plan(request)).toEqual({ kind: 'none' });
  });

  it('is no if a waiting change is reverted to the values of the current secret', () => {
    const during = { previous_secret_ends_at: OVERLAP_END };
    const changed = plan({ config: image('2'), prior: { rotation: image('1'), ...during } });
    if (changed.kind !== 'postponed') throw new Error(changed.kind);
    const { pending, whenChangedBefore: whenChanged = {} } = changed;
    const note = { pending, before: { whenChanged } };
    expect(JSON.stringify(note)).not.toContain('"1"');
    for (const prior of [{ rotation: image('2') }, { rotation: image('2'), ...during }]) {
      expect(plan({ config: image('1'), prior, note })).toEqual({ kind: 'none' });
      expect(plan({ config: image('2'), prior, note })).toMatchObject({
        causes: [{ kind: 'when_changed', names: ['image'] }],
      });
    }
    const again = plan({ config: image('3'), prior: { rotation: image('2'), ...during }, note });
    expect(again).toMatchObject({ whenChangedBefore: note.before.whenChanged });
  });

  it('is no if a waiting public key is reverted to the one that Keyplane has', () => {
    const note = { pending: ['public_jwk'], before: { publicKey: 'thumbprint' } } as const;
    expect(plan({ note, publicKey: 'kept' })).toEqual({ kind: 'none' });
    expect(plan({ note, publicKey: 'none' })).toEqual({ kind: 'none' });
    expect(plan({ note, publicKey: 'changed' })).toMatchObject({ kind: 'due' });
  });

  it('is no if a shortened period that was due meanwhile is restored', () => {
    const prior = { rotation: rotation({ every: '1d' }), previous_secret_ends_at: OVERLAP_END };
    const note = { dueAsOf: '2030-01-03T00:00:00.000Z' };
    expect(plan({ config: rotation({ every: '1d' }), prior, note })).toMatchObject({
      kind: 'postponed',
      pending: [],
    });
    expect(plan({ prior, note })).toEqual({ kind: 'none' });
  });

  it('forgets values of `when_changed` that are no longer configured', () => {
    expect(plan({ note: { pending: ['when_changed'] } })).toEqual({ kind: 'none' });
  });

  it('is not postponed if nobody received the newest secret', () => {
    const prior = { previous_secret_ends_at: OVERLAP_END };
    expect(plan({ config: null, prior, note: { interrupted: true } })).toEqual({
      kind: 'due',
      causes: [{ kind: 'interrupted' }],
    });
    expect(plan({ config: null, prior, note: { lost: true } })).toMatchObject({
      kind: 'postponed',
    });
  });

  it('is yes if the secret is lost, with or without a declared rotation', () => {
    expect(plan({ config: null, note: { lost: true } })).toEqual({
      kind: 'due',
      causes: [{ kind: 'lost' }],
    });
  });

  it('is left to the owner of a public key', () => {
    expect(plan({ publicKey: 'kept', note: AFTER_DUE })).toMatchObject({
      kind: 'awaits_public_key',
    });
    expect(plan({ publicKey: 'changed' })).toMatchObject({ kind: 'due' });
  });

  it.each([
    ['the rotation', { config: unknown, note: AFTER_DUE }],
    ['its period', { config: { ...EVERY_30D, every: unknown }, note: AFTER_DUE }],
    ['its early window', { config: { ...EVERY_30D, early_window: unknown }, note: {} }],
    ['values', { config: { ...image('1'), when_changed: unknown } }],
    ['one value', { config: { ...image('1'), when_changed: { image: unknown } } }],
    ['the public key', { publicKey: 'unknown' as const }],
  ])('is open while %s is unknown, if that can affect it', (what, request) => {
    const matters = what !== 'its early window';
    const prior = { rotation: image('1') };
    expect(plan({ prior, ...request })).toEqual({ kind: matters ? 'undecided' : 'none' });
  });

  it('is yes if another reason is known, whatever is unknown', () => {
    const config = { ...EVERY_30D, when_changed: { image: unknown } };
    expect(plan({ config, prior: { rotation: image('1') }, note: AFTER_DUE })).toMatchObject({
      kind: 'due',
    });
  });
});

describe('the due time of a rotation', () => {
  it('is counted from the creation of the secret', () => {
    expect(rotationDueAt('30d', MADE_AT)).toBe(DUE_AT);
    expect(rotationDueAt(null, MADE_AT)).toBeUndefined();
    expect(rotationDueAt(unknown, MADE_AT)).toBeUndefined();
    expect(rotationDueAt('30d', null)).toBeUndefined();
  });

  it('is the end of the period, or the start of the early window', () => {
    const at = (instant: string, early: string | null = null) =>
      isNearlyDue({ every: '30d', early_window: early }, MADE_AT, new Date(instant));
    expect(at('2030-01-30T23:59:59.999Z')).toBe(false);
    expect(at(DUE_AT)).toBe(true);
    expect(at('2030-01-28T23:59:59.999Z', '2d')).toBe(false);
    expect(at('2030-01-29T00:00:00.000Z', '2d')).toBe(true);
  });
});

describe('a note of a refresh for later plans', () => {
  it('survives in private state, and unknown content there is ignored', () => {
    const note = {
      ...AFTER_DUE,
      interrupted: true,
      lost: true,
      pending: ['when_changed'],
      before: { whenChanged: { image: 'digest' }, publicKey: null, delivery: 'plain' },
    } as const;
    expect(parseRotationNote(JSON.parse(JSON.stringify(note)))).toEqual(note);
    expect(parseRotationNote({ dueAsOf: 1, interrupted: 'yes', pending: ['other'] })).toEqual({
      pending: [],
    });
    expect(parseRotationNote({ before: { whenChanged: { a: 1 }, publicKey: 2 } })).toEqual({
      before: {},
    });
    expect(parseRotationNote('x')).toBeUndefined();
  });
});

describe('a key whose newest secret a restored Keyplane has forgotten', () => {
  const restored = { known: 9, present: 7 };

  it('is rotated', () => {
    expect(plan({ note: { restored } })).toEqual({
      kind: 'due',
      causes: [{ kind: 'restored', known: 9, present: 7 }],
    });
  });

  it('is noted for the plans that follow the refresh', () => {
    expect(parseRotationNote({ restored })).toEqual({ restored });
    expect(parseRotationNote({ restored: { known: '9' } })).toEqual({});
  });

  it.each([
    ['an older version than the state has', { secret_version: 7 }, [9, null], restored],
    ['an older version than a read has seen', { secret_version: 7 }, [5, 9], restored],
    ['the same version', { secret_version: 9 }, [9, 9], undefined],
    ['a later version', { secret_version: 11 }, [9, 9], undefined],
    ['any version, and the state none', { secret_version: 7 }, [undefined, null], undefined],
  ])('is recognized by its version: Keyplane has %s', (_what, key, known, expected) => {
    expect(restoredSecret(key, known)).toEqual(expected);
  });
});
