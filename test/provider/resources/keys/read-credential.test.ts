import type { ServiceAccountKey } from '../../../../provider/client';
import { nameSecret } from '../../../../provider/resources/keys/credential-notes';
import { readCredential } from '../../../../provider/resources/keys/read-credential';
import {
  fakeKeyplane,
  type FakeKeyplane,
  IMPORTED,
  keyOf,
  NOW,
  STATE,
} from './support/fake-keyplane';

const LABEL = 'Service account key "deploy"';
type State = Parameters<typeof readCredential>[2];

async function read(
  key: ServiceAccountKey,
  { state = {}, ...keyplane }: FakeKeyplane & { readonly state?: Partial<State> } = {},
) {
  const fake = fakeKeyplane({ key, ...keyplane });
  const found = await readCredential(LABEL, key, { ...STATE, ...state }, fake.context);
  return { ...fake, found, note: fake.notes.get('rotation') };
}

describe('a refresh that finds the secret of the state', () => {
  it('keeps the secret and confirms its version, so that no later run replaces it', async () => {
    const { found, confirmed, notes, said } = await read(keyOf());
    expect(found).toMatchObject({ secret: 'kps_secret', secret_version: 7 });
    expect(confirmed).toEqual([7]);
    expect(notes.get('secret_version')).toBe(7);
    expect(notes.has('rotation')).toBe(false);
    expect(said).toEqual([]);
  });

  it('keeps the configured delivery, even if the current secret was delivered in another way', async () => {
    const { found } = await read(keyOf(), { state: { secret_delivery: 'claim' } });
    expect(found.secret_delivery).toBe('claim');
  });

  it('notes the expiry that the key was created with only if the expiry has moved', async () => {
    const moved = keyOf({ expires_at: '2030-12-01T00:00:00.000Z' });
    const { notes } = await read(moved);
    expect(notes.get('first_expires_at')).toBe('2031-05-01T00:00:00.000Z');
    const back = await read(keyOf(), { privateState: { first_expires_at: 'never' } });
    expect(back.notes.has('first_expires_at')).toBe(false);
  });

  it('warns about a secret that nobody claimed in time', async () => {
    const secret_claim = {
      state: 'over' as const,
      claimant_id: null,
      claimable_until: '2030-05-02T00:00:00.000Z',
    };
    const { said } = await read(keyOf({ secret_claim }));
    expect(said).toEqual([`warning: ${LABEL} (sak_1) has a secret that nobody claimed`]);
    // Another secret would not help an expired key.
    expect((await read(keyOf({ secret_claim, state: 'expired' }))).said).toEqual([]);
  });

  it('notes a secret that is sealed with a lost master key', async () => {
    const secret_claim = { state: 'lost' as const, claimant_id: null, claimable_until: NOW };
    expect((await read(keyOf({ secret_claim }))).note).toEqual({ lost: true });
  });
});

describe('the note that a rotation is due', () => {
  const every = (period: string, early: string | null = null) => ({
    every: period,
    overlap: null,
    early_window: early,
    when_changed: null,
  });

  it('is made by the clock of the refresh, with the due time', async () => {
    const { found, note } = await read(keyOf(), { state: { rotation: every('30d') } });
    expect(note).toEqual({ dueAsOf: NOW });
    expect(found.rotation_due_at).toBe('2030-05-31T00:00:00.000Z');
  });

  it('is not made before the period is over, unless the early window has begun', async () => {
    expect((await read(keyOf(), { state: { rotation: every('90d') } })).note).toBeUndefined();
    const early = await read(keyOf(), { state: { rotation: every('90d', '60d') } });
    expect(early.note).toEqual({ dueAsOf: NOW });
  });

  it('is never made for an expired key, because Keyplane does not rotate it', async () => {
    const expired = keyOf({ state: 'expired' });
    expect((await read(expired, { state: { rotation: every('30d') } })).note).toBeUndefined();
  });

  it('is removed by the next refresh if the period has become longer', async () => {
    const { note } = await read(keyOf(), {
      privateState: { rotation: { dueAsOf: NOW } },
      state: { rotation: every('90d') },
    });
    expect(note).toBeUndefined();
  });
});

describe('an interrupted rotation', () => {
  const cutOff = keyOf({
    secret_version: 8,
    unconfirmed_rotation: true,
    masked_secret: 'kps_Zz…z0',
    retiring_secret: {
      secret_version: 7,
      masked_secret: 'kps_Ab…x9',
      retires_at: '2030-06-02T00:00:00.000Z',
    },
  });

  it('leaves the older, valid secret in the state, and is noted for the plan', async () => {
    const { found, note, confirmed, said } = await read(cutOff);
    expect(found).toMatchObject({ secret: 'kps_secret', secret_version: 7 });
    expect(note).toEqual({ interrupted: true });
    expect(confirmed).toEqual([]);
    expect(said).toEqual([]);
  });

  it('differs from a confirmed rotation, after which the state loses its secret', async () => {
    const outside = { ...cutOff, unconfirmed_rotation: false };
    const { found, note, confirmed, said, texts } = await read(outside);
    expect(found).toMatchObject({
      secret: null,
      secret_version: 8,
      masked_secret: 'kps_Zz…z0',
      previous_secret_ends_at: '2030-06-02T00:00:00.000Z',
    });
    expect(note).toBeUndefined();
    expect(confirmed).toEqual([]);
    expect(said).toEqual([`warning: ${LABEL} (sak_1) was rotated outside Terraform`]);
    expect(texts[0]?.detail).toContain('this state does not have it');
  });

  it('is recognized by the next refresh too, by the version from the create or rotation', async () => {
    const { found, note } = await read(cutOff, {
      privateState: { secret_version: 7 },
      state: { secret_version: 8 },
    });
    expect(note).toEqual({ interrupted: true });
    expect(found.secret).toBe('kps_secret');
  });
});

describe('a Keyplane that was restored from a backup', () => {
  const older = keyOf({ secret_version: 5 });

  it('is recognized by its older version, so the state keeps its own version and the plan rotates', async () => {
    const { found, note, said } = await read(older);
    expect(found).toMatchObject({ secret: 'kps_secret', secret_version: 7 });
    expect(note).toEqual({ restored: { known: 7, present: 5 } });
    expect(said).toEqual([
      'warning: This Keyplane seems to have been restored from a backup',
      `warning: ${LABEL} (sak_1): the state has secret version 7, but Keyplane knows only version 5`,
    ]);
  });

  it('has the older public key again, so the plan sets the configured one', async () => {
    const public_jwk = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' };
    const { found, note, notes } = await read({ ...older, public_jwk, masked_secret: null });
    expect(found).toMatchObject({ secret_version: 5, public_jwk: JSON.stringify(public_jwk) });
    expect(note).toBeUndefined();
    expect(notes.get('secret_version')).toBe(5);
  });
});

describe('the first read after an import', () => {
  it('takes the values of Keyplane, without the secret and without a warning', async () => {
    const kept = { every: '90d', overlap: '48h', early_window: null };
    const key = keyOf({ rotation: kept, secret_delivery: 'claim' });
    const { context, said, confirmed } = fakeKeyplane({ key });
    const found = await readCredential(LABEL, key, IMPORTED, context);
    expect(found).toMatchObject({
      secret: null,
      secret_version: 7,
      secret_delivery: 'claim',
      rotation: { ...kept, when_changed: null },
      rotation_due_at: '2030-07-30T00:00:00.000Z',
    });
    expect(confirmed).toEqual([7]);
    expect(said).toEqual([]);
  });
});

describe('a public key that waits for the end of an older rotation', () => {
  const present = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' };
  const pending = { rotation: { pending: ['public_jwk'], before: { delivery: 'plain' } } };
  const wanted = JSON.stringify({ ...present, x: 'BBBB' });

  it('keeps waiting while Keyplane has a different key', async () => {
    const { found, note } = await read(keyOf({ public_jwk: present }), {
      privateState: pending,
      state: { public_jwk: wanted },
    });
    expect(found.public_jwk).toBe(wanted);
    expect(note).toMatchObject({ pending: ['public_jwk'], before: { delivery: 'plain' } });
  });

  it('stops waiting if the configuration has the current key again', async () => {
    const { note } = await read(keyOf({ public_jwk: present }), {
      privateState: pending,
      state: { public_jwk: JSON.stringify(present) },
    });
    expect(note).toBeUndefined();
  });
});

describe('a plan without a refresh', () => {
  it('confirms the version that the state has', () => {
    const { context, confirmed } = fakeKeyplane();
    nameSecret({ secret_version: 7 }, context);
    nameSecret({ secret_version: null }, context);
    expect(confirmed).toEqual([7]);
  });

  it('confirms the version that this state received, not one that a refresh wrote into it', () => {
    const { context, confirmed } = fakeKeyplane({ privateState: { secret_version: 7 } });
    nameSecret({ secret_version: 8 }, context);
    expect(confirmed).toEqual([7]);
  });

  it('confirms nothing while the provider is not configured', () => {
    const { context, confirmed } = fakeKeyplane({ hasClient: false });
    nameSecret({ secret_version: 7 }, context);
    expect(confirmed).toEqual([]);
  });
});
