import { generateKeyPairSync } from 'node:crypto';
import { SERVICE_ACCOUNT_KEY } from './support/key-families';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const small = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signing = generateKeyPairSync('ed25519');

const quoted = (value: unknown) => JSON.stringify(value);
const jwk = (key: typeof publicKey) => quoted(JSON.stringify(key.export({ format: 'jwk' })));
const pem = (key: typeof publicKey) =>
  quoted(key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }));

const RECIPIENT = `recipient_jwk = ${jwk(publicKey)}`;
const PEM = `recipient_pem = ${pem(publicKey)}`;
const PUBLIC_KEY = `public_jwk = ${jwk(signing.publicKey)}`;

describe('impossible settings of a key', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterAll(() => workspace.cleanup());

  const refusal = async (settings: string, command: 'validate' | 'plan') => {
    await workspace.configure(SERVICE_ACCOUNT_KEY.configuration(settings));
    const { exitCode, stderr } = await workspace.run(command);
    return { exitCode, stderr, text: stderr.replace(/\n[│╵╷]?\s*/g, ' ') };
  };

  const MALFORMED = [
    ['secret_delivery', 'secret_delivery = "mail"', 'must be one of "plain", "claim"'],
    ['recipient_jwk', 'recipient_jwk = "ssh-rsa AAAA"', 'must be a JSON object'],
    ['recipient_jwk', `recipient_jwk = ${jwk(privateKey)}`, 'contains private parts: d'],
    ['recipient_jwk', `recipient_jwk = ${jwk(signing.publicKey)}`, 'must be an EC key (P-256'],
    ['recipient_pem', `recipient_pem = ${pem(privateKey)}`, 'Consider the private key leaked'],
    ['recipient_pem', 'recipient_pem = "AAAA"', 'must be one public key in PEM'],
    [
      'recipient_pem',
      `recipient_pem = ${pem(small.publicKey)}`,
      'an RSA key with at least 3072 bits',
    ],
    ['public_jwk', `public_jwk = ${jwk(privateKey)}`, 'contains private parts: d'],
    [
      'claim_window',
      'secret_delivery = "claim"\n  claim_window = "8d"',
      'must be from "1m" to "7d"',
    ],
    ['claim_window', 'secret_delivery = "claim"\n  claim_window = "1 h"', 'must be a whole number'],
    ['claim_window', 'claim_window = "1h"', 'is only for `secret_delivery = "claim"`'],
    ['claimant_id', 'claimant_id = "mem_1"', 'is only for `secret_delivery = "claim"`'],
    ['recipient_pem', `${RECIPIENT}\n  ${PEM}`, 'A secret has one recipient'],
    ['recipient_jwk', `${RECIPIENT}\n  ${PUBLIC_KEY}`, 'has no secret'],
    [
      'recipient_jwk',
      `${RECIPIENT}\n  secret_delivery = "claim"`,
      'is only for `secret_delivery = "en',
    ],
    [
      'public_jwk',
      `${PUBLIC_KEY}\n  secret_delivery = "plain"`,
      'is only for `secret_delivery = "publ',
    ],
    ['rotation', 'rotation = { every = "1 month" }', '`rotation.every` must be a whole number'],
    ['rotation', 'rotation = { overlap = "0h" }', '`rotation.overlap` (0h) must be longer than 0'],
    ['rotation', 'rotation = { early_window = "1d" }', 'Set `rotation.every` as well'],
    [
      'rotation',
      'rotation = { every = "7d", early_window = "7d" }',
      '`rotation.early_window` (7d) must be shorter than `every` (7d)',
    ],
    [
      'rotation',
      'rotation = { every = "7d", overlap = "7d" }',
      '`rotation.overlap` (7d) must be shorter than `every` (7d)',
    ],
    [
      'rotation',
      'rotation = { every = "7d", early_window = "3d", overlap = "4d" }',
      'must be shorter than `every` (7d) minus `early_window` (3d)',
    ],
    ['rotation', 'rotation = { every = "12h" }', '`rotation.overlap` (24h by default)'],
  ] as const;

  it.each(MALFORMED.map(([name, settings, message]) => ({ name, settings, message })))(
    'are refused at $name: $message',
    async ({ name, settings, message }) => {
      const { exitCode, stderr, text } = await refusal(settings, 'validate');
      expect(exitCode).toBe(1);
      expect(text).toContain(message);
      expect(stderr).toMatch(new RegExp(`^[│ ]*\\d+: .*\\b${name}\\s*=`, 'm'));
      expect(text.match(/Error:/g)).toHaveLength(1);
    },
  );

  it.each([
    ['secret_delivery', 'secret_delivery = "encrypted"', 'has no recipient'],
    ['secret_delivery', 'secret_delivery = "public_key"', 'Set `public_jwk`'],
  ])('are refused at %s for a new key from %s', async (name, settings, message) => {
    const { exitCode, stderr, text } = await refusal(settings, 'plan');
    expect(exitCode).toBe(1);
    expect(text).toContain(message);
    expect(stderr).toMatch(new RegExp(`^[│ ]*\\d+: .*\\b${name}\\s*=`, 'm'));
  });

  it('never show the private key that was given', async () => {
    const { d } = privateKey.export({ format: 'jwk' });
    const variable = 'variable "given" {}\n';
    for (const name of ['recipient_jwk', 'public_jwk']) {
      await workspace.configure(
        variable + SERVICE_ACCOUNT_KEY.configuration(`${name} = var.given`),
      );
      const given = JSON.parse(jwk(privateKey)) as string;
      const { exitCode, stderr } = await workspace.run('plan', '-var', `given=${given}`);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('private parts');
      expect(stderr).not.toContain(d);
    }
  });

  it('are judged once they are known', async () => {
    const unknown = (name: string) =>
      `${name} = terraform_data.later.id\n  rotation = { every = terraform_data.later.id }`;
    const names = [
      'secret_delivery',
      'recipient_jwk',
      'recipient_pem',
      'public_jwk',
      'claim_window',
    ];
    for (const name of names) {
      await workspace.configure(
        `resource "terraform_data" "later" {}\n${SERVICE_ACCOUNT_KEY.configuration(unknown(name))}`,
      );
      const { exitCode, stderr } = await workspace.run('plan');
      expect({ name, exitCode, stderr }).toEqual({ name, exitCode: 0, stderr: '' });
    }
    const { exitCode, stderr } = await workspace.run('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('claim_window');
  });

  it('are refused by Keyplane at their attribute if only Keyplane can check them', async () => {
    const claimant = 'secret_delivery = "claim"\n  claimant_id = "mem_01k9t3x0v6m8q2w4e5r7y9z1ab"';
    await workspace.configure(SERVICE_ACCOUNT_KEY.configuration(claimant));
    const { exitCode, stderr } = await workspace.run('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^[│ ]*\d+: .*claimant_id\s*=/m);
  });
});
