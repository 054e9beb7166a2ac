import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { compactDecrypt } from 'jose';
import { DAY } from '../support/manual-clock';
import { KEY_FAMILIES } from './support/key-families';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const recipient = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('rsa', { modulusLength: 3072 });
const signing = generateKeyPairSync('ed25519');
const nextSigning = generateKeyPairSync('ed25519');

const jwk = (key: KeyObject) => JSON.stringify(key.export({ format: 'jwk' }));
const hcl = (text: string) => JSON.stringify(text);
const pem = (key: KeyObject) => hcl(key.export({ format: 'pem', type: 'spki' }).toString());

const RECIPIENT = `recipient_jwk = ${hcl(jwk(recipient.publicKey))}`;
const PUBLIC_KEY = `public_jwk = ${hcl(jwk(signing.publicKey))}`;
const NEXT_PUBLIC_KEY = `public_jwk = ${hcl(jwk(nextSigning.publicKey))}`;

interface Delivered {
  readonly name: string;
  readonly delivery: string;
  readonly settings: string;
  /** The attributes that a rotation in this test changes besides the time. */
  readonly rotated?: string;
  /** The version of the secret in the state, if the state has one. */
  secretOf(key: Readonly<Record<string, unknown>>): Promise<string | null> | string | null;
}

const opened =
  (privateKey: KeyObject): Delivered['secretOf'] =>
  async ({ secret, secret_jwe: jwe }) => {
    expect(secret).toBeNull();
    const { plaintext } = await compactDecrypt(String(jwe), privateKey);
    return Buffer.from(plaintext).toString();
  };

const absent: Delivered['secretOf'] = ({ secret, secret_jwe: jwe }) => {
  expect([secret, jwe]).toEqual([null, null]);
  return null;
};

const DELIVERIES: readonly Delivered[] = [
  { name: 'plain', delivery: 'plain', settings: '', secretOf: ({ secret }) => String(secret) },
  {
    name: 'claim',
    delivery: 'claim',
    settings: 'secret_delivery = "claim"\n  claim_window = "1h"',
    secretOf: absent,
  },
  {
    name: 'encryption for a JWK',
    delivery: 'encrypted',
    settings: RECIPIENT,
    secretOf: opened(recipient.privateKey),
  },
  {
    name: 'encryption for a PEM',
    delivery: 'encrypted',
    settings: `recipient_pem = ${pem(other.publicKey)}`,
    secretOf: opened(other.privateKey),
  },
  {
    name: 'public key',
    delivery: 'public_key',
    settings: PUBLIC_KEY,
    rotated: NEXT_PUBLIC_KEY,
    secretOf: absent,
  },
];

describe.each(KEY_FAMILIES)('the secret of $family', ({ address, configuration, path }) => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const rotation = 'rotation = { every = "30d", overlap = "1d" }';
  const expectNothingToDo = async () =>
    expect((await plannedChange(workspace, address)).actions).toEqual(['no-op']);
  const apply = async (settings: string) => {
    await workspace.configure(configuration(`${settings}\n  ${rotation}`));
    await workspace.apply();
    await expectNothingToDo();
    return workspace.applied(address);
  };
  /**
   * Keyplane itself checks an application key, because nothing else accepts one. A service that
   * asks Keyplane checks the others.
   */
  const isAccepted = async (secret: string) => {
    const { api } = workspace;
    if (secret.startsWith('kpa_')) {
      const { status } = await api.as().get('/v1/whoami').auth(secret, { type: 'bearer' });
      return status === 200;
    }
    const verified = await api.as(api.operator).post('/v1/keys/verify').send({ secret });
    return verified.body.code === 'valid';
  };

  it.each(DELIVERIES)(
    'is delivered by $name at creation and at each rotation, even after an import',
    async ({ delivery, settings, rotated = settings, secretOf }) => {
      const before = await apply(settings);
      expect(before).toMatchObject({
        secret_delivery: delivery,
        previous_secret_ends_at: null,
        secret_created_at: before.created_at,
      });
      const first = await secretOf(before);

      workspace.api.clock.advance(30 * DAY);
      const after = await apply(rotated);
      const { id, client_id } = before;
      expect(after).toMatchObject({ id, client_id, secret_delivery: delivery });
      expect(after.secret_version).not.toBe(before.secret_version);
      const second = await secretOf(after);
      if (first !== null) expect(second).not.toBe(first);
      const { body } = await workspace.outside().get(`${path}/${id}`).expect(200);
      expect(body).toMatchObject({
        secret_version: after.secret_version,
        retiring_secret: { secret_version: before.secret_version },
      });
      for (const secret of [first, second]) {
        if (secret !== null) expect(await isAccepted(secret)).toBe(true);
      }

      await workspace.run('state', 'rm', address);
      await workspace.import(address, String(id));
      const { actions, unknown } = await plannedChange(workspace, address);
      // Keyplane keeps no recipient.
      const action = delivery === 'encrypted' ? 'update' : 'no-op';
      expect({ actions, unknown }).toEqual({ actions: [action], unknown: [] });
      await workspace.apply();
      await expectNothingToDo();
    },
  );
});
