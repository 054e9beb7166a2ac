import { CompactEncrypt, importJWK } from 'jose';
import { inspectKeys, type KeyInspectionRequest, type KnownCredentials } from './inspect-keys';
import { createKeyring } from './keyring';
import type { Credential, KeyplaneReader, LiveKey } from './keyplane-reader';

const keyring = createKeyring();
const TYPE = 'keyplane_service_account_key';

const stateOf = (values: Record<string, unknown>) => [
  { address: `${TYPE}.k`, type: TYPE, id: 'sak_1', values },
];
const live = (changes: Partial<LiveKey> = {}): LiveKey => ({
  client_id: 'client',
  secret_delivery: 'plain',
  secret_version: 2,
  public_jwk: null,
  retiring_secret: null,
  ...changes,
});
const secretOf = (secret: string): Credential => ({ kind: 'secret', secret });
const knownBefore = (version: number, secret: string): KnownCredentials =>
  new Map([['sak_1', { version, credential: secretOf(secret) }]]);

/** A fake Keyplane with one key, which accepts these secrets and every private key. */
const readerOf = (key: LiveKey, accepted: readonly string[], claimed: string | null = null) =>
  ({
    live: async () => [],
    key: async () => key,
    remove: async () => {},
    claim: async () => claimed,
    accepts: async (credential) =>
      credential.kind === 'private_key' || accepted.includes(credential.secret),
  }) satisfies KeyplaneReader;

const problemsOf = async (request: Partial<KeyInspectionRequest>) => {
  const { problems } = await inspectKeys({
    state: [],
    before: new Map(),
    secrets: new Set(),
    keyring,
    reader: readerOf(live(), []),
    ...request,
  });
  return problems.join('\n');
};

const plain = { secret_delivery: 'plain', secret: 'new', secret_version: 2 };

describe('what the owners of keys have', () => {
  it('is the secret in the state, which is accepted and has the version that Keyplane reports', async () => {
    const reader = readerOf(live(), ['new']);
    expect(await problemsOf({ state: stateOf(plain), reader })).toBe('');
    expect(await problemsOf({ state: stateOf(plain) })).toContain('is not accepted');
    const older = stateOf({ ...plain, secret_version: 1 });
    expect(await problemsOf({ state: older, reader })).toContain('version 1 in the state is 2');
    const none = stateOf({ ...plain, secret: null });
    expect(await problemsOf({ state: none, reader })).toContain('nothing for its owner');
  });

  it('is what they claim, if no secret is in the state', async () => {
    const claim = { secret_delivery: 'claim', secret: null, secret_version: 2 };
    const key = live({ secret_delivery: 'claim' });
    const state = stateOf(claim);
    expect(await problemsOf({ state, reader: readerOf(key, ['new'], 'new') })).toBe('');
    expect(await problemsOf({ state, reader: readerOf(key, ['new']) })).toContain('nothing for');
    const leaking = stateOf({ ...claim, secret: 'new' });
    const reader = readerOf(key, ['new'], 'new');
    expect(await problemsOf({ state: leaking, reader })).toContain('a secret in the state');
  });

  it('is what their private key decrypts', async () => {
    const { publicJwk } = keyring.recipient;
    const secret_jwe = await new CompactEncrypt(new TextEncoder().encode('new'))
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM' })
      .encrypt(await importJWK(publicJwk, 'ECDH-ES+A256KW'));
    const values = { secret_delivery: 'encrypted', secret: null, secret_jwe, secret_version: 2 };
    const key = live({ secret_delivery: 'encrypted' });
    const state = stateOf(values);
    expect(await problemsOf({ state, reader: readerOf(key, ['new']) })).toBe('');
    expect(await problemsOf({ state, reader: readerOf(key, []) })).toContain('is not accepted');
  });

  it('is a private key whose public half Keyplane reports', async () => {
    const [pair] = keyring.pairs;
    const state = stateOf({ secret_delivery: 'public_key', secret: null, secret_version: 2 });
    const key = live({ secret_delivery: 'public_key', public_jwk: pair?.publicJwk ?? null });
    expect(await problemsOf({ state, reader: readerOf(key, []) })).toBe('');
    const unknown = { ...key, public_jwk: { x: 'another' } };
    expect(await problemsOf({ state, reader: readerOf(unknown, []) })).toContain('nothing for');
  });

  it('remains valid after a rotation, as long as the two overlap', async () => {
    const before = knownBefore(1, 'old');
    const key = live({ retiring_secret: { secret_version: 1 } });
    const state = stateOf({ ...plain, rotation: { overlap: '1h' } });
    const both = readerOf(key, ['old', 'new']);
    expect(await problemsOf({ state, before, reader: both })).toBe('');
    const gap = readerOf(key, ['new']);
    expect(await problemsOf({ state, before, reader: gap })).toContain('while the two overlap');
    const cutShort = readerOf(live(), ['old', 'new']);
    expect(await problemsOf({ state, before, reader: cutShort })).toContain('version null retires');
    const fleeting = stateOf({ ...plain, rotation: { overlap: '1s' } });
    expect(await problemsOf({ state: fleeting, before, reader: gap })).toBe('');
  });

  it('is not rotated unless somebody asks', async () => {
    const before = knownBefore(2, 'new');
    const key = live({ retiring_secret: { secret_version: 1 } });
    const reader = readerOf(key, ['new']);
    expect(await problemsOf({ state: stateOf(plain), before, reader })).toContain(
      'version 1 retires',
    );
  });

  it('is the only valid credential: every other secret that was ever created has ended', async () => {
    const secrets = new Set(['new', 'kps_lost12345']);
    const state = stateOf(plain);
    expect(await problemsOf({ state, secrets, reader: readerOf(live(), ['new']) })).toBe('');
    const reader = readerOf(live(), ['new', 'kps_lost12345']);
    expect(await problemsOf({ state, secrets, reader })).toContain(
      'kps_lost…2345, which no state holds now, is still accepted',
    );
  });
});
