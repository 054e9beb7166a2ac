import 'cdktf/lib/testing/adapters/jest';
import { generateKeyPairSync } from 'node:crypto';
import {
  ApplicationKey,
  EphemeralAccessToken,
  EphemeralKeySecret,
  EphemeralVariable,
  Expiry,
  type ISecretConsumer,
  KeyplaneProvider,
  l1,
  parseSecret,
  Role,
  Rotation,
  SecretDelivery,
  ServiceAccount,
  ServiceKey,
} from '@keyplane/cdktf';
import { Fn, TerraformOutput, type TerraformStack, Testing } from 'cdktf';
import { startDebuggedProvider } from './support/debugged-provider';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

function declareEverything(stack: TerraformStack) {
  const role = new Role(stack, 'reader', { permissions: ['reports.read'] });
  const account = new ServiceAccount(stack, 'ci', { roles: [role] });
  const key = account.addKey('deploy', { expires: Expiry.after('30d') });
  const elsewhere = ServiceAccount.fromServiceAccountId(stack, 'elsewhere', 'sa_01');
  elsewhere.addKey('never', { expires: Expiry.never() });
  new ApplicationKey(stack, 'laptop', { expires: Expiry.at('2035-01-01T00:00:00Z') });
  declareDeliveries(stack, account);

  const secret = new EphemeralVariable(stack, 'secret', { type: 'string', default: '' });
  const token = new EphemeralAccessToken(stack, 'token', {
    clientId: key.clientId,
    clientSecret: secret.stringValue,
    lifetimeSeconds: 60,
  });
  new KeyplaneProvider(stack, 'other', { alias: 'other', clientSecret: token.accessToken });

  const parsed = parseSecret(key.secret);
  new TerraformOutput(stack, 'masked', { value: Fn.nonsensitive(parsed.masked) });
  new TerraformOutput(stack, 'valid', { value: parsed.checksumValid, sensitive: true });
  return { key, token };
}

/**
 * A key of each delivery. A consumer that is configured with an ephemeral value takes one of them.
 */
function declareDeliveries(stack: TerraformStack, account: ServiceAccount) {
  const expires = Expiry.after('90d');
  const rotation = Rotation.every('30d', { overlap: '2d', earlyWindow: '1d' });
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }) };
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const claimant = ServiceAccount.fromServiceAccountId(stack, 'claimant', 'sa_02');
  const consumer: ISecretConsumer = {
    receive: (scope, { clientId, secret: clientSecret }) =>
      void new EphemeralAccessToken(scope, 'Token', { clientId, clientSecret }),
  };
  account.addKey('consumed', { expires, rotation, consumer });
  account.addKey('encrypted', { expires, delivery: SecretDelivery.encryptedFor(jwk) });
  account.addKey('public', { expires, delivery: SecretDelivery.publicKey(jwk) });
  const { keyId, secretVersion } = account.addKey('claimed', {
    expires,
    delivery: SecretDelivery.claim({ claimant, window: '1h' }),
  });
  new EphemeralKeySecret(stack, 'claimed-secret', { keyId, secretVersion });
  new ApplicationKey(stack, 'desktop', { delivery: SecretDelivery.encryptedFor(pem), rotation });
  new ServiceKey(stack, 'app', { acceptTerms: '2026-11' }).addToken('worker', {
    expires,
    delivery: SecretDelivery.claim(),
    rotation: Rotation.whenChanged({ image: 'v1' }),
  });
}

describe('the synthesized configuration', () => {
  let provider: Awaited<ReturnType<typeof startDebuggedProvider>>;
  let inherited: NodeJS.ProcessEnv;

  beforeAll(async () => {
    provider = await startDebuggedProvider();
    inherited = { ...process.env };
    Object.assign(process.env, provider.environment);
  });

  afterAll(async () => {
    process.env = inherited;
    await provider.stop();
  });

  test('is valid for the stock terraform, which plans it', () => {
    const stack = createStack();
    declareEverything(stack);
    const folder = Testing.fullSynth(stack);
    expect(folder).toBeValidTerraform();
    expect(folder).toPlanSuccessfully();
  });

  test('is not valid if the provider refuses it', () => {
    const stack = createStack();
    new l1.role.Role(stack, 'reader', { name: 'reader', permissions: ['everything'] });
    expect(Testing.fullSynth(stack)).not.toBeValidTerraform();
  });

  test('is not valid if an ephemeral value would reach a state', () => {
    const stack = createStack();
    const { token } = declareEverything(stack);
    new ServiceAccount(stack, 'leak', { description: token.accessToken });
    expect(Testing.fullSynth(stack)).not.toBeValidTerraform();
  });
});

describe('a construct that the generator drops', () => {
  test('is synthesized by this package', () => {
    const stack = createStack();
    const { key } = declareEverything(stack);
    const secret = referenceTo(key.resource, 'secret').slice(2, -1);
    expect(synthesize(stack).json).toMatchObject({
      variable: { secret: { type: 'string', ephemeral: true } },
      ephemeral: {
        keyplane_access_token: {
          token: {
            client_id: referenceTo(key.resource, 'client_id'),
            client_secret: '${var.secret}',
            lifetime_seconds: 60,
          },
        },
      },
      output: {
        masked: {
          value: `\${nonsensitive(provider::keyplane::parse_secret(${secret}).masked)}`,
        },
        valid: { value: `\${provider::keyplane::parse_secret(${secret}).checksum_valid}` },
      },
      provider: {
        keyplane: [{}, { client_secret: '${ephemeral.keyplane_access_token.token.access_token}' }],
      },
    });
  });

  test('fails the synthesis of HCL, which would omit it', () => {
    const stack = createStack();
    new EphemeralAccessToken(stack, 'token');
    expect(() => Testing.synthHcl(stack)).toThrow(
      'test/token: ephemeral resources cannot be synthesized as HCL. Synthesize JSON instead.',
    );
  });
});
