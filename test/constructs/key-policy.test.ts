import {
  ApplicationKey,
  Expiry,
  type KeyOptions,
  KeyPolicy,
  type KeyPolicyProps,
  l1,
  Rotation,
  SecretDelivery,
  ServiceAccount,
  ServiceKey,
} from '@keyplane/cdktf';
import { Aspects, TerraformVariable, Testing } from 'cdktf';
import type { App, IAspect, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { createStack, synthesize } from './support/synthesis';

const PUBLIC_JWK = { kty: 'EC' };
const PEM = '-----BEGIN PUBLIC KEY-----';
const DAY_MS = 86_400_000;
const inDays = (days: number) => Expiry.at(new Date(Date.now() + days * DAY_MS));

const addKey = (expires: Expiry, options?: KeyOptions) => (stack: Construct) =>
  void new ServiceAccount(stack, 'ci').addKey('deploy', { expires, ...options });
const delivered = (delivery: SecretDelivery) => addKey(Expiry.after('1d'), { delivery });
const rotated = (rotation: Rotation) => addKey(Expiry.after('90d'), { rotation });
const NO_PLAIN = { allowPlainSecrets: false };
const ROTATION = { requireRotation: true };

type Case = readonly [rule: string, policy: KeyPolicyProps, declare: (stack: Construct) => void];

const PASSING: readonly Case[] = [
  ['nothing where there is no key', {}, (stack) => void new ServiceAccount(stack, 'ci')],
  ['a key with a period', {}, addKey(Expiry.after('520w'))],
  ['a key with a time', {}, addKey(inDays(3650))],
  ['a key that never expires, where allowed', { requireExpiry: false }, addKey(Expiry.never())],
  ['the very longest life', { maxLifetime: '30d' }, addKey(Expiry.after('720h'))],
  ['a time within it', { maxLifetime: '30d' }, addKey(inDays(29))],
  ['a public key', NO_PLAIN, delivered(SecretDelivery.publicKey(PUBLIC_JWK))],
  ['a secret that is claimed', NO_PLAIN, delivered(SecretDelivery.claim())],
  [
    'a secret that a consumer takes',
    NO_PLAIN,
    addKey(Expiry.after('1d'), { consumer: { receive() {} } }),
  ],
  ['a secret that is encrypted', NO_PLAIN, delivered(SecretDelivery.encryptedFor(PEM))],
  [
    'an L1 key whose recipient says how it is delivered',
    NO_PLAIN,
    (stack) =>
      void new l1.applicationKey.ApplicationKey(stack, 'raw', {
        expiresIn: '1d',
        recipientPem: PEM,
      }),
  ],
  ['a key that is rotated', ROTATION, rotated(Rotation.every('30d'))],
  [
    'a public key, which only its owner can replace',
    ROTATION,
    delivered(SecretDelivery.publicKey(PUBLIC_JWK)),
  ],
];

const NEVER = 'the key never expires, which the KeyPolicy forbids: give it an expiry';
const TOO_LONG = 'than the 30d that the KeyPolicy allows: let it expire earlier';
const UNKNOWN = 'cannot judge an expiry that only Terraform will know: set a fixed one';
const SECRET = 'the secret of the key would be in the state';
const UNROTATED = 'the secret of the key is never rotated';

const FAILING: readonly (readonly [...Case, path: string, message: string])[] = [
  ['a key that never expires', {}, addKey(Expiry.never()), 'ci/deploy/Resource', NEVER],
  [
    'an application key that says nothing',
    {},
    (stack) => void new ApplicationKey(stack, 'laptop'),
    'laptop/Resource',
    NEVER,
  ],
  [
    'an L1 application key that says nothing',
    {},
    (stack) => void new l1.applicationKey.ApplicationKey(stack, 'raw'),
    'raw',
    NEVER,
  ],
  [
    'a token of a service key that never expires',
    {},
    (stack) => {
      const key = new ServiceKey(stack, 'app', { acceptTerms: '2026-11' });
      key.addToken('shared', { expires: Expiry.never() });
    },
    'app/shared',
    NEVER,
  ],
  [
    'an L1 key',
    { maxLifetime: '30d' },
    (stack) =>
      void new l1.serviceAccountKey.ServiceAccountKey(stack, 'raw', {
        serviceAccountId: 'sa_01',
        name: 'raw',
        expiresIn: '31d',
      }),
    'raw',
    TOO_LONG,
  ],
  [
    'a key whose expiry is overridden',
    {},
    (stack) => {
      const key = new ServiceAccount(stack, 'ci').addKey('deploy', { expires: Expiry.after('1d') });
      key.resource.resetExpiresIn();
      key.resource.addOverride('expires_at', 'never');
    },
    'ci/deploy/Resource',
    NEVER,
  ],
  ['too long a period', { maxLifetime: '30d' }, addKey(Expiry.after('5w')), 'ci/deploy', TOO_LONG],
  ['too late a time', { maxLifetime: '30d' }, addKey(inDays(31)), 'ci/deploy', TOO_LONG],
  [
    'a life without end where one is the longest',
    { requireExpiry: false, maxLifetime: '30d' },
    addKey(Expiry.never()),
    'ci/deploy',
    NEVER,
  ],
  [
    'an expiry that only Terraform will know',
    {},
    (stack) => {
      const { stringValue } = new TerraformVariable(stack, 'period', { type: 'string' });
      addKey(Expiry.after(stringValue))(stack);
    },
    'ci/deploy',
    UNKNOWN,
  ],
  ['a secret in the clear', NO_PLAIN, addKey(Expiry.after('1d')), 'ci/deploy', SECRET],
  [
    'the secret of an application key',
    NO_PLAIN,
    (stack) => void new ApplicationKey(stack, 'laptop', { expires: Expiry.after('1d') }),
    'laptop',
    SECRET,
  ],
  ['a secret said to be plain', NO_PLAIN, delivered(SecretDelivery.plain()), 'ci/deploy', SECRET],
  [
    'a delivery that only Terraform will know',
    NO_PLAIN,
    (stack) => {
      const { stringValue: secretDelivery } = new TerraformVariable(stack, 'delivery', {});
      new l1.applicationKey.ApplicationKey(stack, 'raw', { expiresIn: '1d', secretDelivery });
    },
    'raw',
    'cannot judge a delivery that only Terraform will know',
  ],
  ['a key that is never rotated', ROTATION, addKey(Expiry.after('1d')), 'ci/deploy', UNROTATED],
  [
    'a key that is rotated with a value only',
    ROTATION,
    rotated(Rotation.whenChanged({ image: 'v1' })),
    'ci/deploy',
    UNROTATED,
  ],
];

function stackWith(aspect: IAspect, declare: (stack: Construct) => void): TerraformStack {
  const stack = createStack();
  Aspects.of(stack).add(aspect);
  declare(stack);
  return stack;
}

describe('a policy of keys', () => {
  test.each(PASSING)('accepts %s', (_, policy, declare) => {
    expect(() => synthesize(stackWith(new KeyPolicy(policy), declare))).not.toThrow();
  });

  test.each(FAILING)(
    'refuses %s, and the error has its path',
    (_, policy, declare, path, message) => {
      const failure = failureOf(() => synthesize(stackWith(new KeyPolicy(policy), declare)));
      expect(failure).toContain(`[test/${path}`);
      expect(failure).toContain(message);
    },
  );

  test('fails the synthesis of the app too', () => {
    const stack = stackWith(new KeyPolicy(), addKey(Expiry.never()));
    const app = stack.node.root as App;
    expect(failureOf(() => app.synth())).toContain(`[test/ci/deploy/Resource] ${NEVER}`);
  });

  test('reports each fault once, for every key that has it', () => {
    const stack = stackWith(new KeyPolicy({ maxLifetime: '30d' }), (scope) => {
      new ServiceAccount(scope, 'one').addKey('key', { expires: Expiry.never() });
      new ServiceAccount(scope, 'two').addKey('key', { expires: Expiry.never() });
    });
    Testing.synth(stack);
    expect(failureOf(() => synthesize(stack)).split(NEVER)).toHaveLength(3);
  });

  test('applies only to keys below the construct that it is added to', () => {
    const stack = createStack();
    const strict = new ServiceAccount(stack, 'strict');
    Aspects.of(strict).add(new KeyPolicy());
    new ServiceAccount(stack, 'lenient').addKey('key', { expires: Expiry.never() });
    expect(() => synthesize(stack)).not.toThrow();
    strict.addKey('key', { expires: Expiry.never() });
    expect(() => synthesize(stack)).toThrow('test/strict/key/Resource');
  });

  test('judges the changes of an aspect that runs later', () => {
    const stack = stackWith(new KeyPolicy(), addKey(Expiry.never()));
    Aspects.of(stack).add({
      visit(node) {
        if (!(node instanceof l1.serviceAccountKey.ServiceAccountKey)) return;
        node.resetExpiresAt();
        node.expiresIn = '30d';
      },
    });
    expect(() => synthesize(stack)).not.toThrow();
  });

  test('refuses a maximum lifetime that is not a period', () => {
    expect(() => new KeyPolicy({ maxLifetime: '90 days' })).toThrow('is not a period');
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
