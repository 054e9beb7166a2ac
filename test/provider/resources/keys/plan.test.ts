import { unknown } from '../../../../provider/terraform-plugin';
import { type KeyPlanRequest, planKey } from '../../../../provider/resources/keys/plan';
import { fakeKeyplane, type FakeKeyplane, NOW, STATE } from './support/fake-keyplane';
import { fakePlan } from './support/fake-plan';

const LABEL = 'Service account key "deploy"';
const NAMED = `${LABEL} (sak_1)`;
const CONFIG: KeyPlanRequest['config'] = {
  expires_at: null,
  expires_in: '365d',
  recreate_if_expired: null,
  rotation: null,
  secret_delivery: null,
  recipient_jwk: null,
  recipient_pem: null,
  public_jwk: null,
  claim_window: null,
  claimant_id: null,
};
const every = (period: string) => ({
  every: period,
  overlap: null,
  early_window: null,
  when_changed: null,
});
const watching = (color: string | typeof unknown) => ({
  every: null,
  overlap: null,
  early_window: null,
  when_changed: { color },
});
const publicKey = (x: string, kid?: string) =>
  JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x, ...(kid !== undefined && { kid }) });
const [KEY_A, KEY_B] = [publicKey('A'.repeat(43)), publicKey('B'.repeat(43))];

interface Situation extends FakeKeyplane {
  readonly config?: Partial<KeyPlanRequest['config']>;
  /** Null if the key will be created. */
  readonly state?: Partial<NonNullable<KeyPlanRequest['priorState']>> | null;
  readonly values?: object;
}

function planned({ config, state = {}, values = {}, ...keyplane }: Situation) {
  const fake = fakeKeyplane(keyplane);
  const priorState = state === null ? null : { ...STATE, ...state };
  const drawn = fakePlan({ before: priorState, values: { ...values } });
  const { context } = fake;
  planKey(LABEL, { config: { ...CONFIG, ...config }, priorState, plan: drawn.plan, context });
  return { ...drawn, ...fake, note: fake.notes.get('rotation') };
}

const SAME = { secret_delivery: 'plain', rotation_due_at: null };
const ROTATED = {
  secret: unknown,
  secret_jwe: null,
  masked_secret: unknown,
  secret_version: unknown,
  secret_created_at: unknown,
  previous_secret_ends_at: unknown,
};

describe('the plan of a new key', () => {
  it('leaves the secret unknown, and has no previous secret', () => {
    const { decided, said } = planned({ state: null });
    expect(decided).toMatchObject({
      ...ROTATED,
      previous_secret_ends_at: null,
      secret_delivery: 'plain',
      rotation_due_at: null,
      expires_at: unknown,
    });
    expect(said).toEqual([]);
  });

  it.each([
    ['claim', { secret_delivery: 'claim' }, { secret: null, secret_jwe: null }],
    ['encrypted', { recipient_pem: 'PEM' }, { secret: null, secret_jwe: unknown }],
    ['public_key', { public_jwk: KEY_A }, { secret: null, masked_secret: null }],
  ])('plans null for the attributes that stay null with %s', (delivery, config, expected) => {
    const { decided } = planned({ state: null, config });
    expect(decided).toMatchObject(expected);
    expect(decided['secret_delivery'] ?? config).toEqual(
      'secret_delivery' in config ? config : delivery,
    );
  });

  it('is refused if nobody could read the secret', () => {
    const { said } = planned({ state: null, config: { secret_delivery: 'encrypted' } });
    expect(said).toEqual(['error: The secret has no recipient']);
  });
});

describe('the plan of an unchanged key', () => {
  it('changes nothing, and confirms the secret of the state', () => {
    const { decided, said, confirmed } = planned({});
    expect(decided).toEqual(SAME);
    expect(said).toEqual([]);
    expect(confirmed).toEqual([7]);
  });

  it('rotates nothing without a note from a refresh, because a plan reads no clock', () => {
    const { decided } = planned({
      config: { rotation: every('1d') },
      state: { rotation: every('1d') },
    });
    expect(decided['secret_version']).toBeUndefined();
    expect(decided['rotation_due_at']).toBe('2030-05-02T00:00:00.000Z');
  });

  it('removes the secret from the state immediately if its delivery changes', () => {
    const { decided, said } = planned({
      config: { secret_delivery: 'claim' },
      values: { secret_delivery: 'claim' },
    });
    expect(decided).toEqual({ secret: null, rotation_due_at: null });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`warning: ${NAMED}`);
  });
});

describe('a rotation', () => {
  const due = { rotation: { dueAsOf: NOW } };

  it('is planned if a refresh has noted that the period is over', () => {
    const { decided, said } = planned({
      config: { rotation: every('30d') },
      state: { rotation: every('30d') },
      privateState: due,
    });
    expect(decided).toMatchObject({ ...ROTATED, rotation_due_at: unknown });
    expect(said).toEqual([`warning: ${NAMED} will be rotated`]);
  });

  it('is canceled in the plan that lengthens the period', () => {
    const { decided, said } = planned({
      config: { rotation: every('90d') },
      state: { rotation: every('30d') },
      privateState: due,
    });
    expect(decided['secret_version']).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('is planned for a changed value of `when_changed`, but not for the first value', () => {
    const { decided } = planned({
      config: { rotation: watching('red') },
      state: { rotation: watching('blue') },
    } as Situation);
    expect(decided).toMatchObject(ROTATED);
    const first = planned({ config: { rotation: watching('red') } });
    expect(first.decided['secret_version']).toBeUndefined();
  });

  it('may happen if a value is known only after apply', () => {
    const { decided, said } = planned({
      config: { rotation: watching(unknown) },
      state: { rotation: watching('blue') },
    } as Situation);
    expect(decided).toMatchObject(ROTATED);
    expect(said).toEqual([`warning: ${NAMED} may be rotated by this apply`]);
  });

  it('waits until the overlap of an older one is over, and notes the values for which the secret was created', () => {
    const { decided, said, note } = planned({
      config: { rotation: watching('red') },
      state: {
        rotation: watching('blue'),
        previous_secret_ends_at: '2030-06-02T00:00:00.000Z',
      },
    } as Situation);
    expect(decided['secret_version']).toBeUndefined();
    expect(said).toHaveLength(1);
    expect(note).toMatchObject({
      pending: ['when_changed'],
      before: { whenChanged: { color: expect.stringMatching(/./) } },
    });
    expect(JSON.stringify(note)).not.toContain('blue');
  });

  it('that waits is forgotten if the change is reverted', () => {
    const { note: before } = planned({
      config: { rotation: watching('red') },
      state: {
        rotation: watching('blue'),
        previous_secret_ends_at: '2030-06-02T00:00:00.000Z',
      },
    } as Situation);
    const { note, said } = planned({
      config: { rotation: watching('blue') },
      state: { rotation: watching('red') },
      privateState: { rotation: before },
    } as Situation);
    expect(note).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('replaces the secret of an interrupted rotation immediately, even if two secrets overlap', () => {
    const { decided } = planned({
      state: { previous_secret_ends_at: '2030-06-02T00:00:00.000Z' },
      privateState: { rotation: { interrupted: true } },
    });
    expect(decided).toMatchObject(ROTATED);
  });

  it('of a key that will be replaced is not planned', () => {
    const { decided, replaced, said } = planned({
      config: { expires_in: '730d', rotation: every('30d') },
      privateState: due,
      state: { rotation: every('30d') },
    });
    expect(replaced).toEqual(['expires_at']);
    expect(decided['secret_version']).toBeUndefined();
    expect(said).toEqual([`warning: ${LABEL} will be replaced for a later expiry`]);
  });

  it('of an expired key is not planned', () => {
    const { decided } = planned({
      state: { state: 'expired', rotation: every('30d') },
      privateState: due,
      config: { rotation: every('30d') },
    });
    expect(decided['secret_version']).toBeUndefined();
  });
});

describe('a public key', () => {
  const state = { public_jwk: KEY_A, secret_delivery: 'public_key', secret: null };

  it('rotates the key if another one is configured', () => {
    const { decided } = planned({ state, config: { public_jwk: KEY_B } });
    expect(decided).toMatchObject({ secret: null, masked_secret: null, secret_version: unknown });
  });

  it('with another `kid` causes a warning and no rotation', () => {
    const { decided, said } = planned({
      state,
      config: { public_jwk: publicKey('A'.repeat(43), 'new') },
    });
    expect(decided['secret_version']).toBeUndefined();
    expect(said).toEqual([`warning: ${NAMED} keeps the \`kid\` of its public key`]);
  });

  it('is not replaced when its period is over, because only its owner can replace it', () => {
    const { decided, said } = planned({
      state: { ...state, rotation: every('30d') },
      privateState: { rotation: { dueAsOf: NOW } },
      config: { public_jwk: KEY_A, rotation: every('30d') },
    });
    expect(decided['secret_version']).toBeUndefined();
    expect(said).toHaveLength(1);
  });

  it('cannot be removed unless the configuration says how the secret is delivered', () => {
    const { said } = planned({ state });
    expect(said).toContain('error: The public key is missing');
    const replaced = planned({ state, config: { secret_delivery: 'plain' } });
    expect(replaced.decided).toMatchObject(ROTATED);
    expect(replaced.said).toEqual([`warning: ${NAMED} will be rotated`]);
  });
});
