import {
  createPublicKey,
  generateKeyPairSync,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { calculateJwkThumbprint, compactDecrypt, type JWK } from 'jose';
import { Failure } from '../../../../api/domain/failure';
import { Secret } from '../../../../api/domain/secret';
import { parsePublicJwk } from '../../../../api/keys/public-keys/public-jwk';
import {
  encryptFor,
  parseRecipient,
  type GivenRecipient,
} from '../../../../api/keys/delivery/recipient';
import { openJwe } from '../support/open-jwe';

const secret = Secret.generate('service_account_key');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed25519 = generateKeyPairSync('ed25519');
const x25519 = generateKeyPairSync('x25519');
const rsa3072 = generateKeyPairSync('rsa', { modulusLength: 3072 });
const rsa2048 = generateKeyPairSync('rsa', { modulusLength: 2048 });

type Jwk = Record<string, unknown>;
const jwkOf = (key: KeyObject, more: Jwk = {}): Jwk => ({
  ...(key.export({ format: 'jwk' }) as Jwk),
  ...more,
});
const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

async function refusal(act: () => unknown) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { pointer: error.errors[0]?.pointer, code: error.errors[0]?.code, says: error.message };
  }
  return 'accepted';
}

const refusalOf = (given: GivenRecipient) => refusal(() => parseRecipient(given));

describe('a secret encrypted for', () => {
  it.each([
    ['P-256', p256, 'ECDH-ES+A256KW'],
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'ECDH-ES+A256KW'],
    ['P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }), 'ECDH-ES+A256KW'],
    ['X25519', x25519, 'ECDH-ES+A256KW'],
    ['RSA of 3072 bits', rsa3072, 'RSA-OAEP-256'],
  ])('%s opens with its private key in another library', async (_kind, pair, alg) => {
    const kid = await calculateJwkThumbprint(jwkOf(pair.publicKey) as JWK);
    for (const given of [
      { recipientJwk: jwkOf(pair.publicKey) },
      { recipientPem: pemOf(pair.publicKey) },
    ]) {
      const jwe = await encryptFor(await parseRecipient(given), secret);
      expect(openJwe(jwe, pair.privateKey)).toEqual({
        header: expect.objectContaining({ alg, enc: 'A256GCM', kid }),
        plaintext: secret.reveal(),
      });
      const { plaintext } = await compactDecrypt(jwe, pair.privateKey);
      expect(Buffer.from(plaintext).toString()).toBe(secret.reveal());
      expect(jwe).not.toContain(Buffer.from(secret.reveal()).toString('base64url').slice(0, 20));
    }
  });

  it('names the recipient by the ID that its JWK gives it', async () => {
    const recipient = await parseRecipient({
      recipientJwk: jwkOf(p256.publicKey, { kid: 'ours' }),
    });
    const { header } = openJwe(await encryptFor(recipient, secret), p256.privateKey);
    expect(header).toMatchObject({ kid: 'ours' });
    expect(Object.keys(header).sort()).toEqual(['alg', 'enc', 'epk', 'kid']);
  });

  it('does not open with another key', async () => {
    const recipient = await parseRecipient({ recipientJwk: jwkOf(p256.publicKey) });
    const jwe = await encryptFor(recipient, secret);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => openJwe(jwe, stranger.privateKey)).toThrow();
  });
});

describe('a recipient by JWK', () => {
  it.each<[string, string, Jwk]>([
    ['its private part', 'private_key', jwkOf(p256.privateKey)],
    ['the private part of RSA', 'private_key', jwkOf(rsa3072.privateKey)],
    ['a prime of RSA alone', 'private_key', jwkOf(rsa3072.publicKey, { p: 'AQ' })],
    ['a symmetric key', 'private_key', { kty: 'oct', k: 'AAAA' }],
    ['RSA below 3072 bits', 'unsupported_key', jwkOf(rsa2048.publicKey)],
    ['an RSA exponent of 1', 'unsupported_key', jwkOf(rsa3072.publicKey, { e: 'AQ' })],
    ['an even RSA modulus', 'unsupported_key', { kty: 'RSA', e: 'AQAB', n: '_v7-'.repeat(128) }],
    ['a key for signatures', 'unsupported_key', jwkOf(ed25519.publicKey)],
    [
      'another curve',
      'unsupported_key',
      jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey),
    ],
    ['a point that is not on its curve', 'unsupported_key', jwkOf(p256.publicKey, { x: 'AAAA' })],
    ['a point of low order', 'unsupported_key', jwkOf(x25519.publicKey, { x: 'A'.repeat(43) })],
    ['a use for signatures', 'contradicting_use', jwkOf(p256.publicKey, { use: 'sig' })],
    ['another algorithm', 'contradicting_alg', jwkOf(p256.publicKey, { alg: 'ES256' })],
    ['RSA-OAEP with SHA-1', 'contradicting_alg', jwkOf(rsa3072.publicKey, { alg: 'RSA-OAEP' })],
    ['other operations', 'contradicting_key_ops', jwkOf(p256.publicKey, { key_ops: ['verify'] })],
    [
      'operations that are not a list',
      'contradicting_key_ops',
      jwkOf(p256.publicKey, { key_ops: 1 }),
    ],
    ['no operations for RSA', 'contradicting_key_ops', jwkOf(rsa3072.publicKey, { key_ops: [] })],
    ['an ID that is not a text', 'invalid_kid', jwkOf(p256.publicKey, { kid: 7 })],
    ['an empty ID', 'invalid_kid', jwkOf(p256.publicKey, { kid: '' })],
    ['an ID that steers terminals', 'invalid_kid', jwkOf(p256.publicKey, { kid: 'a\u202eb' })],
    ['an ID that is too long', 'invalid_kid', jwkOf(p256.publicKey, { kid: 'k'.repeat(256) })],
    [
      'a secret of Keyplane as ID',
      'secret_in_text',
      jwkOf(p256.publicKey, { kid: secret.reveal() }),
    ],
    ['a set of keys', 'unsupported_key', { keys: [jwkOf(p256.publicKey)] }],
    ['nothing', 'unsupported_key', {}],
  ])('with %s is refused: %s', async (_what, code, recipientJwk) => {
    expect(await refusalOf({ recipientJwk })).toMatchObject({ pointer: '/recipient_jwk', code });
  });

  it('says what to do about a private key, and repeats nothing of it', async () => {
    const recipientJwk = jwkOf(p256.privateKey);
    const refused = await refusalOf({ recipientJwk });
    expect(refused).toMatchObject({ says: expect.stringMatching(/Consider it leaked/) });
    expect(JSON.stringify(refused)).not.toContain(recipientJwk['d']);
  });

  it.each<[string, Jwk]>([
    ['its use', { use: 'enc' }],
    ['its algorithm', { alg: 'ECDH-ES+A256KW' }],
    ['the operations of its pair', { key_ops: ['deriveBits'] }],
    ['no operations, as WebCrypto exports it', { key_ops: [], ext: true }],
  ])('may name %s', async (_what, more) => {
    expect(await refusalOf({ recipientJwk: jwkOf(p256.publicKey, more) })).toBe('accepted');
  });
});

describe('a recipient by PEM', () => {
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

  it.each([
    [
      'a PKCS#8 private key',
      'private_key',
      p256.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
    ['a SEC1 private key', 'private_key', p256.privateKey.export({ type: 'sec1', format: 'pem' })],
    [
      'a private key behind the public one',
      'private_key',
      pemOf(p256.publicKey) + p256.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
    [
      'an encrypted private key',
      'private_key',
      p256.privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'open',
      }),
    ],
    ['a certificate', 'certificate', certificate],
    ['two keys', 'unsupported_key', pemOf(p256.publicKey) + pemOf(x25519.publicKey)],
    ['a key for signatures', 'unsupported_key', pemOf(ed25519.publicKey)],
    [
      'a key for RSA-PSS',
      'unsupported_key',
      pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 3072 }).publicKey),
    ],
    ['RSA below 3072 bits', 'unsupported_key', pemOf(rsa2048.publicKey)],
    ['a damaged key', 'unsupported_key', pemOf(p256.publicKey).replace('MFkw', 'MFkx')],
    ['a key of SSH', 'unsupported_key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@home'],
    ['an empty text', 'unsupported_key', ''],
  ])('that is %s is refused: %s', async (_what, code, pem) => {
    expect(await refusalOf({ recipientPem: String(pem) })).toMatchObject({
      pointer: '/recipient_pem',
      code,
    });
  });

  it('that is a certificate is refused with the command that extracts its key', async () => {
    expect(await refusalOf({ recipientPem: certificate })).toMatchObject({
      says: expect.stringContaining('openssl x509'),
    });
  });
});

it('is refused if both ways are given, or none', async () => {
  const both = { recipientJwk: jwkOf(p256.publicKey), recipientPem: pemOf(p256.publicKey) };
  expect(await refusalOf(both)).toMatchObject({
    pointer: '/recipient_pem',
    code: 'two_recipients',
  });
  expect(await refusalOf({})).toMatchObject({ code: 'recipient_required' });
});

describe('a public key for assertions', () => {
  const refusalOfJwk = (jwk: Jwk) => refusal(() => parsePublicJwk(jwk));

  it.each<[string, string, Jwk]>([
    ['a use for encryption', 'contradicting_use', jwkOf(p256.publicKey, { use: 'enc' })],
    ['an algorithm for keys', 'contradicting_alg', jwkOf(rsa2048.publicKey, { alg: 'RSA-OAEP' })],
    ['other operations', 'contradicting_key_ops', jwkOf(p256.publicKey, { key_ops: ['wrapKey'] })],
    ['its private part', 'private_key', jwkOf(ed25519.privateKey)],
    ['a key agreement', 'unsupported_key', jwkOf(x25519.publicKey)],
    ['an RSA exponent of 1', 'unsupported_key', jwkOf(rsa2048.publicKey, { e: 'AQ' })],
    ['an even RSA exponent', 'unsupported_key', jwkOf(rsa2048.publicKey, { e: 'AQAC' })],
    [
      'a long RSA exponent',
      'unsupported_key',
      jwkOf(rsa2048.publicKey, { e: `AQ${'A'.repeat(9)}B` }),
    ],
    ['an ID that is not a text', 'invalid_kid', jwkOf(p256.publicKey, { kid: {} })],
  ])('with %s is refused: %s', async (_what, code, jwk) => {
    expect(await refusalOfJwk(jwk)).toMatchObject({ pointer: '/public_jwk', code });
  });

  it.each([
    ['of order 1', `01${'00'.repeat(31)}`],
    ['of order 1, its x signed', `01${'00'.repeat(30)}80`],
    ['of order 1, written otherwise', `ee${'ff'.repeat(30)}7f`],
    ['of order 2', `ec${'ff'.repeat(30)}7f`],
    ['of order 4', '00'.repeat(32)],
    ['of order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    [
      'of order 8, its x signed',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    ],
  ])('is refused if anybody can sign for it: a point %s', async (_order, hex) => {
    const jwk = jwkOf(ed25519.publicKey, { x: Buffer.from(hex, 'hex').toString('base64url') });
    expect(signsAnything(jwk)).toBe(true);
    expect(await refusalOfJwk(jwk)).toMatchObject({
      pointer: '/public_jwk',
      code: 'unsupported_key',
    });
  });

  it('is stored with only its public members and its ID', () => {
    const given = jwkOf(p256.publicKey, {
      kid: 'k',
      use: 'sig',
      alg: 'ES256',
      key_ops: ['verify'],
    });
    const { kty, crv, x, y } = p256.publicKey.export({ format: 'jwk' }) as JsonWebKey;
    expect(parsePublicJwk({ ...given, other: 'x' })).toEqual({ kty, crv, x, y, kid: 'k' });
  });
});

/** Whether one signature, made without any private key, is valid for some of many messages. */
function signsAnything(jwk: Jwk): boolean {
  const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  const made = Buffer.alloc(64);
  made[0] = 1;
  return Array.from({ length: 200 }, (_, at) => Buffer.from(`message ${at}`)).some((message) =>
    verify(null, message, key, made),
  );
}
