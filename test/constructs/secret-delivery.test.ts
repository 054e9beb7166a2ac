import 'cdktf/lib/testing/adapters/jest';
import {
  ApplicationKey,
  Expiry,
  type KeyOptions,
  Member,
  SecretDelivery,
  ServiceAccount,
  ServiceKey,
} from '@keyplane/cdktf';
import { TerraformOutput, TerraformVariable, Testing } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

const EXPIRES = { expires: Expiry.after('30d') };
const JWK = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
const PEM = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n';
const PRIVATE_PEM = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n';

const TYPE = 'keyplane_service_account_key';

function keyWith(options: KeyOptions) {
  const stack = createStack();
  return {
    stack,
    key: new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, ...options }),
  };
}

describe('the delivery of a secret', () => {
  test.each<[string, SecretDelivery, object]>([
    ['plainly', SecretDelivery.plain(), { secret_delivery: 'plain' }],
    ['by claim', SecretDelivery.claim(), { secret_delivery: 'claim' }],
    [
      'by claim within a window',
      SecretDelivery.claim({ window: '1h' }),
      { secret_delivery: 'claim', claim_window: '1h' },
    ],
    [
      'encrypted for a JWK',
      SecretDelivery.encryptedFor(JWK),
      { secret_delivery: 'encrypted', recipient_jwk: JSON.stringify(JWK) },
    ],
    [
      'encrypted for the text of a JWK, as it is written',
      SecretDelivery.encryptedFor('{ "kty": "EC" }'),
      { secret_delivery: 'encrypted', recipient_jwk: '{ "kty": "EC" }' },
    ],
    [
      'encrypted for a PEM public key',
      SecretDelivery.encryptedFor(PEM),
      { secret_delivery: 'encrypted', recipient_pem: PEM },
    ],
    [
      'not at all: there is a public key',
      SecretDelivery.publicKey(JWK),
      { secret_delivery: 'public_key', public_jwk: JSON.stringify(JWK) },
    ],
  ])('is given as one value: %s', (_, delivery, attributes) => {
    const { stack } = keyWith({ delivery });
    const [key] = synthesize(stack).resources(TYPE);
    const { service_account_id, name, expires_in, ...rest } = key ?? {};
    expect(rest).toEqual(attributes);
  });

  test('is plain by default, and the synthesized configuration says so', () => {
    const { stack, key } = keyWith({});
    new TerraformOutput(stack, 'secret', { value: key.secret, sensitive: true });
    expect(synthesize(stack).resources(TYPE)).toMatchObject([{ secret_delivery: 'plain' }]);
  });

  test('names a claimant besides the creator: a service account or a member', () => {
    const stack = createStack();
    const account = new ServiceAccount(stack, 'ci');
    const claimed = (claimant: Parameters<typeof SecretDelivery.claim>[0]) => ({
      ...EXPIRES,
      delivery: SecretDelivery.claim(claimant),
    });
    account.addKey(
      'one',
      claimed({ claimant: ServiceAccount.fromServiceAccountId(stack, 'x', 'sa_1') }),
    );
    account.addKey('two', claimed({ claimant: Member.fromMemberId(stack, 'y', 'mem_1') }));
    const claimants = synthesize(stack)
      .resources(TYPE)
      .map((key) => key.claimant_id);
    expect(claimants).toEqual(['sa_1', 'mem_1']);
  });

  test('treats a text that only Terraform will know, such as the output of another provider, as PEM', () => {
    const stack = createStack();
    const { stringValue } = new TerraformVariable(stack, 'pem', { type: 'string' });
    const delivery = SecretDelivery.encryptedFor(stringValue);
    new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, delivery });
    expect(synthesize(stack).resources(TYPE)).toMatchObject([{ recipient_pem: '${var.pem}' }]);
  });

  test.each<[string, () => SecretDelivery, string]>([
    ['a private JWK', () => SecretDelivery.publicKey({ ...JWK, d: 'HIDDEN' }), '(d)'],
    ['the text of one', () => SecretDelivery.encryptedFor('{"d":"HIDDEN"}'), '(d)'],
    ['a symmetric JWK', () => SecretDelivery.encryptedFor({ kty: 'oct', k: 'HIDDEN' }), '(k)'],
    ['a private PEM', () => SecretDelivery.encryptedFor(PRIVATE_PEM), 'public key'],
    ['neither JWK nor PEM', () => SecretDelivery.encryptedFor('HIDDEN'), 'neither'],
    ['a window that is not a period', () => SecretDelivery.claim({ window: 'a day' }), 'no'],
  ])('refuses %s before anything is synthesized, without showing it', (_, make, message) => {
    const failure = failureOf(make);
    expect(failure).toContain(message);
    expect(failure).not.toMatch(/HIDDEN|MIIB/);
  });
});

describe('the secret that a key offers', () => {
  const KINDS = {
    plain: SecretDelivery.plain(),
    claim: SecretDelivery.claim(),
    encrypted: SecretDelivery.encryptedFor(JWK),
    publicKey: SecretDelivery.publicKey(JWK),
  };

  test.each<[keyof typeof KINDS, string]>([
    ['claim', 'to a `consumer`'],
    ['encrypted', 'as `secretJwe`'],
    ['publicKey', 'private_key_jwt'],
  ])('is unavailable if it is delivered as %s, and the error says what to use', (kind, instead) => {
    const { key } = keyWith({ delivery: KINDS[kind] });
    expect(() => key.secret).toThrow(/^test\/ci\/deploy has no secret/);
    expect(() => key.secret).toThrow(instead);
  });

  test('is a JWE if it is encrypted, and only then', () => {
    const { stack, key } = keyWith({ delivery: KINDS.encrypted });
    new TerraformOutput(stack, 'jwe', { value: key.secretJwe });
    expect(synthesize(stack).json).toMatchObject({
      output: { jwe: { value: referenceTo(key.resource, 'secret_jwe') } },
    });
    expect(() => keyWith({}).key.secretJwe).toThrow('has no encrypted secret');
  });

  test('has a masked form unless the key has a public key, and always a version', () => {
    for (const delivery of Object.values(KINDS)) {
      expect(keyWith({ delivery }).key.secretVersion).toEqual(expect.any(Number));
    }
    expect(keyWith({ delivery: KINDS.claim }).key.maskedSecret).toEqual(expect.any(String));
    expect(() => keyWith({ delivery: KINDS.publicKey }).key.maskedSecret).toThrow(
      'private_key_jwt',
    );
  });
});

describe('the delivery of other keys', () => {
  test('of a member may be by claim, but only to that member', () => {
    const stack = createStack();
    new ApplicationKey(stack, 'laptop', { delivery: SecretDelivery.claim({ window: '1h' }) });
    expect(synthesize(stack).resources('keyplane_application_key')).toEqual([
      { expires_at: 'never', secret_delivery: 'claim', claim_window: '1h' },
    ]);
    const claimant = Member.fromMemberId(stack, 'somebody', 'mem_1');
    const delivery = SecretDelivery.claim({ claimant });
    expect(() => new ApplicationKey(stack, 'other', { delivery })).toThrow(
      'test/other: only the member who owns an application key can claim',
    );
  });

  test('of a service key may be by claim too', () => {
    const stack = createStack();
    const token = new ServiceKey(stack, 'app', { acceptTerms: '1' }).addToken('worker', {
      ...EXPIRES,
      delivery: SecretDelivery.claim(),
    });
    expect(synthesize(stack).resources('keyplane_service_key_token')).toMatchObject([
      { kind: 'shared', name: 'worker', secret_delivery: 'claim' },
    ]);
    expect(() => token.secret).toThrow('test/app/worker has no secret');
  });
});

function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  throw new Error('Nothing failed.');
}
