import {
  endingOf,
  goneWithoutTrace,
  judgeKey,
  keptSettings,
} from '../../../../provider/resources/keys/read';
import { fakeKeyplane, IMPORTED, keyOf, STATE } from './support/fake-keyplane';

const LABEL = 'Service account key "deploy"';
const REVOCATION = {
  revoked_at: '2030-05-20T10:00:00.000Z',
  revoked_by: 'mem_bob',
  reason: 'leaked',
};
const revoked = keyOf({ state: 'revoked', revocation: REVOCATION });
const expired = keyOf({ state: 'expired', expires_at: '2030-05-31T00:00:00.000Z' });

const judged = (key: ReturnType<typeof keyOf>, recreate_if_expired: boolean | null = null) => {
  const { context, said, texts } = fakeKeyplane();
  const gone = judgeKey(LABEL, key, { recreate_if_expired }, context.diagnostics);
  return { gone, said, detail: texts[0]?.detail };
};

describe('a key that a refresh has read', () => {
  it('stays as it is while it is live', () => {
    expect(judged(keyOf())).toEqual({ gone: undefined, said: [], detail: undefined });
    expect(judged(keyOf({ state: 'disabled', enabled: false })).said).toEqual([]);
  });

  it('is gone if it was revoked, and the warning says who revoked it, when and why', () => {
    const { gone, said } = judged(revoked);
    expect(said).toEqual([]);
    expect(gone?.text.summary).toBe(`${LABEL} (sak_1) was revoked`);
    expect(gone?.text.detail).toMatch(/mem_bob.*2030-05-20.*leaked/s);
  });

  it('stays if it has expired, with a warning that says how to replace it', () => {
    const { gone, said, detail } = judged(expired);
    expect(gone).toBeUndefined();
    expect(said).toEqual([`warning: ${LABEL} (sak_1) has expired`]);
    expect(detail).toContain('`recreate_if_expired = true`');
  });

  it('causes no warning if the plan recreates it after its expiry', () => {
    expect(judged(expired, true).said).toEqual([]);
    expect(judged(expired, false).said).toHaveLength(1);
  });

  it('is gone without a reason if Keyplane does not know it', () => {
    const { text } = goneWithoutTrace(LABEL, 'sak_1');
    expect(text.summary).toBe(`${LABEL} (sak_1) is gone`);
    expect(text.detail).toContain('more than 90 days ago');
  });

  it('can be imported unless it was revoked', () => {
    expect(endingOf(keyOf())).toBeUndefined();
    expect(endingOf(expired)).toBeUndefined();
    expect(endingOf(revoked)).toContain('sak_1');
  });
});

describe('an attribute that Keyplane does not keep', () => {
  const configured = {
    ...STATE,
    recreate_if_expired: true,
    recipient_jwk: '{"kty":"OKP"}',
    claim_window: '2h',
    claimant_id: 'mem_bob',
    protect_used_within: '30d',
    protect_action: 'error',
  };

  it('keeps its value from the state', () => {
    expect(keptSettings(keyOf(), configured)).toEqual({
      recreate_if_expired: true,
      recipient_jwk: '{"kty":"OKP"}',
      recipient_pem: null,
      expires_in: '365d',
      claim_window: '2h',
      claimant_id: 'mem_bob',
      protect_used_within: '30d',
      protect_action: 'error',
    });
  });

  it('is computed from the key after an import', () => {
    const secret_claim = {
      state: 'waiting' as const,
      claimant_id: 'mem_bob',
      claimable_until: '2030-05-01T06:00:00.000Z',
    };
    expect(keptSettings(keyOf({ secret_claim }), IMPORTED)).toMatchObject({
      expires_in: '365d',
      claim_window: '6h',
      claimant_id: 'mem_bob',
      recreate_if_expired: null,
      recipient_jwk: null,
      protect_action: null,
    });
  });

  it('does not include a claimant for an application key', () => {
    const { claimant_id: _claimant, ...state } = configured;
    expect(keptSettings(keyOf(), state)).not.toHaveProperty('claimant_id');
  });
});
