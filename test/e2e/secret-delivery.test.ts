import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { compactDecrypt } from 'jose';
import { KEY_FAMILIES } from './support/key-families';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const recipient = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('rsa', { modulusLength: 3072 });
const signing = generateKeyPairSync('ed25519');

const jwk = (key: KeyObject) => JSON.stringify(key.export({ format: 'jwk' }));
const hcl = (text: string) => JSON.stringify(text);
const pem = (key: KeyObject) => hcl(key.export({ format: 'pem', type: 'spki' }).toString());

const RECIPIENT = `recipient_jwk = ${hcl(jwk(recipient.publicKey))}`;
const PUBLIC_KEY = `public_jwk = ${hcl(jwk(signing.publicKey))}`;

describe.each(KEY_FAMILIES)('the secret of $family', ({ address, configuration }) => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const apply = async (settings: string) => {
    await workspace.configure(configuration(settings));
    await workspace.apply();
    expect((await plannedChange(workspace, address)).actions).toEqual(['no-op']);
    return workspace.applied(address);
  };

  it('is in the state where nothing is said', async () => {
    const key = await apply('');
    expect(key).toMatchObject({
      secret_delivery: 'plain',
      secret: expect.stringMatching(/^kp[ast]_/),
      secret_jwe: null,
      rotation_due_at: null,
      previous_secret_ends_at: null,
    });
    expect(key.secret_created_at).toBe(key.created_at);
  });

  it('is in no state where it is claimed', async () => {
    const key = await apply('secret_delivery = "claim"\n  claim_window = "1h"');
    expect(key).toMatchObject({ secret_delivery: 'claim', secret: null, secret_jwe: null });
    expect(key.masked_secret).toContain('…');
  });

  it('is in the state for its recipient alone where one is named', async () => {
    const key = await apply(RECIPIENT);
    expect(key).toMatchObject({ secret_delivery: 'encrypted', secret: null });
    const { plaintext } = await compactDecrypt(String(key.secret_jwe), recipient.privateKey);
    const secret = Buffer.from(plaintext).toString();
    expect(secret.slice(0, 8)).toBe(String(key.masked_secret).slice(0, 8));
  });

  it('is encrypted for a recipient whose key is a PEM', async () => {
    const key = await apply(`recipient_pem = ${pem(other.publicKey)}`);
    const { plaintext } = await compactDecrypt(String(key.secret_jwe), other.privateKey);
    expect(Buffer.from(plaintext).toString()).toMatch(/^kp[ast]_/);
  });

  it('is none where the owner has a key pair', async () => {
    const key = await apply(PUBLIC_KEY);
    expect(key).toMatchObject({
      ...{ secret_delivery: 'public_key', secret: null, secret_jwe: null, masked_secret: null },
      secret_version: expect.any(Number),
    });
  });
});
