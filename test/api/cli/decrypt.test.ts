import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CompactEncrypt } from 'jose';
import { decryptCommand } from '../../../api/cli/decrypt-command';
import { Secret } from '../../../api/domain/secret';
import { encryptFor, parseRecipient } from '../../../api/keys/delivery/recipient';
import { buildKeyplane } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const secret = Secret.generate('application_key');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const jwkOf = (key: KeyObject) => JSON.stringify(key.export({ format: 'jwk' }));
const pemOf = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8') =>
  String(key.export({ type, format: 'pem' }));

async function jweFor(key: KeyObject, kid?: string): Promise<string> {
  const jwk = { ...(key.export({ format: 'jwk' }) as Record<string, unknown>) };
  const recipient = await parseRecipient({
    recipientJwk: kid === undefined ? jwk : { ...jwk, kid },
  });
  return encryptFor(recipient, secret);
}

interface Run {
  readonly key?: string;
  readonly input?: string;
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the command in a folder with the key in the file `key`, without any configuration. */
async function decrypt({ key, input, words = [], environment = {} }: Run) {
  const folder = await keyplane.newFolder();
  if (key !== undefined) await writeFile(path.join(folder, 'key'), key);
  const command = await keyplane.start(['decrypt', '--key', 'key', ...words], {
    folder,
    environment,
    ...(input !== undefined && { input }),
  });
  return command.finished;
}

it.each<[string, string, KeyObject]>([
  ['PKCS#8', pemOf(ec.privateKey), ec.publicKey],
  ['SEC1', pemOf(ec.privateKey, 'sec1'), ec.publicKey],
  ['PKCS#1', pemOf(rsa.privateKey, 'pkcs1'), rsa.publicKey],
  ['JWK', jwkOf(ec.privateKey), ec.publicKey],
  ['JWK of RSA', `\n${jwkOf(rsa.privateKey)}\n`, rsa.publicKey],
  ['JWK behind a byte order mark', `\ufeff${jwkOf(ec.privateKey)}`, ec.publicKey],
])('prints the secret and nothing else with a private key as %s', async (_form, key, publicKey) => {
  expect(await decrypt({ key, input: `${await jweFor(publicKey)}\n` })).toEqual({
    exitCode: 0,
    stdout: secret.reveal(),
    stderr: '',
  });
});

it('opens a JWE whose line was wrapped on its way', async () => {
  const input = (await jweFor(ec.publicKey)).replace(/.{64}/g, '$&\r\n');
  expect(await decrypt({ key: pemOf(ec.privateKey), input })).toMatchObject({
    exitCode: 0,
    stdout: secret.reveal(),
  });
});

it('reads the JWE from a file', async () => {
  const folder = await keyplane.newFolder();
  await writeFile(path.join(folder, 'key.pem'), pemOf(ec.privateKey));
  await writeFile(path.join(folder, 'secret.jwe'), await jweFor(ec.publicKey));
  const words = ['decrypt', '--key', 'key.pem', 'secret.jwe'];
  const command = await keyplane.start(words, { folder });
  expect(await command.finished).toMatchObject({ exitCode: 0, stdout: secret.reveal() });
});

it('ends the line on a terminal only', async () => {
  const folder = await keyplane.newFolder();
  const key = path.join(folder, 'key.pem');
  await writeFile(key, pemOf(ec.privateKey));
  const jwe = await jweFor(ec.publicKey);
  const written = async (isInteractive: boolean) => {
    let output = '';
    const write = (text: string) => void (output += text);
    const unused = () => {
      throw new Error('Nothing else is printed.');
    };
    const terminal = { environment: {}, isInteractive, write, print: unused, printError: unused };
    await decryptCommand({ ...terminal, readInput: async () => jwe }, { key });
    return output;
  };
  expect(await written(true)).toBe(`${secret.reveal()}\n`);
  expect(await written(false)).toBe(secret.reveal());
});

describe('a private key with a passphrase', () => {
  const key = String(
    ec.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open sesame',
    }),
  );
  const named = ['--passphrase-env', 'PASSPHRASE'];

  it('opens with the passphrase in the named environment variable', async () => {
    const environment = { PASSPHRASE: 'open sesame' };
    const input = await jweFor(ec.publicKey);
    expect(await decrypt({ key, input, words: named, environment })).toMatchObject({
      exitCode: 0,
      stdout: secret.reveal(),
    });
  });

  it.each<[string, Run, RegExp]>([
    ['none is named', {}, /encrypted with a passphrase\. .* --passphrase-env/],
    ['it is not set', { words: named }, /PASSPHRASE, named by --passphrase-env, is not set/],
    [
      'it is another',
      { words: named, environment: { PASSPHRASE: 'wrong' } },
      /cannot be decrypted with this passphrase/,
    ],
  ])('is refused if %s', async (_case, run, says) => {
    const { exitCode, stdout, stderr } = await decrypt({ ...run, key, input: 'x' });
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('wrong');
  });
});

it.each<[string, Run, RegExp]>([
  ['is missing', {}, /key cannot be read\. Give the file of your private key/],
  [
    'is public, as PEM',
    { key: String(ec.publicKey.export({ type: 'spki', format: 'pem' })) },
    /is a public key/,
  ],
  ['is public, as JWK', { key: jwkOf(ec.publicKey) }, /is a public key/],
  ['is symmetric', { key: '{"kty":"oct","k":"AAAA"}' }, /is a symmetric key/],
  ['is a set', { key: `{"keys":[${jwkOf(ec.privateKey)}]}` }, /is a set of JWKs/],
  ['is half a JWK', { key: '{"kty":"EC","d":' }, /is not JSON/],
  ['is a JWK of nothing', { key: '{"kty":"EC","d":"AA"}' }, /is not a private JWK/],
  ['is empty', { key: '' }, /is not a private key/],
  ['is a certificate', { key: '-----BEGIN CERTIFICATE-----' }, /is not a private key/],
  ['is of OpenSSH', { key: '-----BEGIN OPENSSH PRIVATE KEY-----' }, /ssh-keygen -p -m PKCS8/],
  [
    'is damaged',
    { key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
    /is not one or is damaged/,
  ],
])('a key that %s is refused with 64', async (_case, run, says) => {
  const { exitCode, stdout, stderr } = await decrypt({ ...run, input: 'x' });
  expect([exitCode, stdout]).toEqual([64, '']);
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^keyplane: .*\n$/);
});

it.each([
  ['empty', '', /the input is empty/],
  ['blank', ' \n', /the input is empty/],
  ['no JWE', 'plain text', /not a compact JWE/],
  ['a JWS', 'a.b.c', /not a compact JWE/],
  ['five parts of nothing', 'a.b.c.d.e', /not a compact JWE/],
  ['quoted', '"a.b.c.d.e"', /terraform output -raw/],
])('an input that is %s is refused with 65', async (_case, input, says) => {
  const { exitCode, stdout, stderr } = await decrypt({ key: pemOf(ec.privateKey), input });
  expect([exitCode, stdout]).toEqual([65, '']);
  expect(stderr).toMatch(says);
});

it('an input file that is missing is refused with 64', async () => {
  const { exitCode, stderr } = await decrypt({ key: pemOf(ec.privateKey), words: ['absent.jwe'] });
  expect(exitCode).toBe(64);
  expect(stderr).toMatch(/absent\.jwe cannot be read/);
});

it('fails as a wrong command line without a key', async () => {
  const command = await keyplane.start(['decrypt']);
  expect(await command.finished).toMatchObject({ exitCode: 64, stdout: '' });
});

describe('with the wrong key', () => {
  it.each([
    ['of the same kind', pemOf(stranger.privateKey)],
    ['of another kind', pemOf(rsa.privateKey)],
    ['for signatures', pemOf(generateKeyPairSync('ed25519').privateKey)],
  ])('%s is refused, and the right key is named', async (_kind, key) => {
    const input = await jweFor(ec.publicKey, 'ops-2031');
    const { exitCode, stdout, stderr } = await decrypt({ key, input });
    expect([exitCode, stdout]).toEqual([65, '']);
    expect(stderr).toMatch(/made for the key "ops-2031"\. The thumbprint of your key is /);
  });

  it('the ID of a key cannot control the terminal', async () => {
    const input = await new CompactEncrypt(Buffer.from('x'))
      .setProtectedHeader({
        alg: 'ECDH-ES+A256KW',
        enc: 'A256GCM',
        kid: '\u001b[2J\u009b2J\u202e',
      })
      .encrypt(ec.publicKey);
    const { stderr } = await decrypt({ key: pemOf(stranger.privateKey), input });
    expect(stderr).toContain('made for the key');
    for (const mark of ['\u001b', '\u009b', '\u202e']) expect(stderr).not.toContain(mark);
  });
});

it.each([7, null, { a: 1 }])('a JWE for the key %j needs another key', async (kid) => {
  const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid };
  const [, ...parts] = (await jweFor(ec.publicKey)).split('.');
  const input = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...parts].join('.');
  const { exitCode, stdout, stderr } = await decrypt({ key: pemOf(ec.privateKey), input });
  expect([exitCode, stdout]).toEqual([65, '']);
  expect(stderr).toMatch(/made for another key/);
});

it('a JWE that was altered cannot be opened', async () => {
  const parts = (await jweFor(ec.publicKey)).split('.');
  const tag = Buffer.from(parts[4] ?? '', 'base64url')
    .reverse()
    .toString('base64url');
  const input = [...parts.slice(0, 4), tag].join('.');
  const { exitCode, stdout, stderr } = await decrypt({ key: pemOf(ec.privateKey), input });
  expect([exitCode, stdout]).toEqual([65, '']);
  expect(stderr).toMatch(/altered/);
});

it.each([
  ['no secret of Keyplane', 'ECDH-ES+A256KW', 'A256GCM', /not a secret of Keyplane/],
  ['encrypted in another way', 'ECDH-ES', 'A256GCM', /Keyplane did not make this JWE/],
  ['encrypted with another cipher', 'ECDH-ES+A256KW', 'A128GCM', /Keyplane did not make this JWE/],
])('a text that somebody else encrypted is not printed: %s', async (_case, alg, enc, says) => {
  const input = await new CompactEncrypt(Buffer.from('rm -rf /'))
    .setProtectedHeader({ alg, enc })
    .encrypt(ec.publicKey);
  const { exitCode, stdout, stderr } = await decrypt({ key: pemOf(ec.privateKey), input });
  expect([exitCode, stdout]).toEqual([65, '']);
  expect(stderr).toMatch(says);
});
