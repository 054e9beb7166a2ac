import { encryptKey, generateKey, readPrivateKey } from 'openpgp';
import { createReleaseSigner } from '../../../scripts/release/release-signer';

const DATE = new Date('2026-11-30T00:00:00Z');
const userIDs = [{ name: 'Releases' }];
const rsa = (rsaBits: number) =>
  generateKey({ type: 'rsa', rsaBits, userIDs, date: DATE, format: 'armored' });

describe('the signer of a release', () => {
  let privateKey: string;
  let publicKey: string;

  // It takes a second.
  beforeAll(async () => ({ privateKey, publicKey } = await rsa(3072)));

  const protectedBy = async (passphrase: string) => {
    const read = await readPrivateKey({ armoredKey: privateKey });
    return (await encryptKey({ privateKey: read, passphrase })).armor();
  };

  it('makes equal signatures of equal texts, with the given key', async () => {
    const [one, other] = await Promise.all([
      createReleaseSigner(privateKey, DATE),
      createReleaseSigner(privateKey, DATE),
    ]);
    expect(one.isThrowAway).toBe(false);
    expect(await one.sign('sums')).toEqual(await other.sign('sums'));
    expect(await one.sign('sums')).not.toEqual(await one.sign('other sums'));
    expect(one.publicKey).not.toContain('PRIVATE');
    expect(publicKey).not.toContain('PRIVATE');
  });

  it.each([
    ['text that is not a key', () => 'secret text', /cannot be read/],
    ['a short RSA key', async () => (await rsa(2048)).privateKey, /rsa\w+ with 2048 bits/],
    [
      'an elliptic curve',
      async () => {
        const key = await generateKey({ type: 'ecc', curve: 'nistP256', userIDs, date: DATE });
        return key.privateKey;
      },
      /is a key of type ecdsa/,
    ],
    ['a key with a passphrase', () => protectedBy('x'), /passphrase/],
  ])('refuses %s, and says what it needs', async (_, keyOf, message) => {
    const key = await keyOf();
    const refused = createReleaseSigner(key, DATE);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(
      /must be an OpenPGP private key with RSA of at least 3072/,
    );
    await expect(refused).rejects.not.toThrow(key.slice(0, 40));
  });
});
