import 'cdktf/lib/testing/adapters/jest';
import {
  EphemeralKeySecret,
  Expiry,
  type ISecretConsumer,
  SecretDelivery,
  ServiceAccount,
} from '@keyplane/cdktf';
import { Fn, TerraformResource, Testing } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

const EXPIRES = { expires: Expiry.after('30d') };

/** A consumer as a user would write it for another provider. */
const store: ISecretConsumer = {
  receive(scope, { clientId, secret, version }) {
    const kept = new TerraformResource(scope, 'Kept', { terraformResourceType: 'store_secret' });
    kept.addOverride('value_wo', Fn.jsonencode({ client_id: clientId, secret }));
    kept.addOverride('value_wo_version', version);
  },
};

describe('a consumer of a secret', () => {
  test.each<[string, () => Promise<void>]>([
    ['makes it later', async () => Promise.resolve()],
    ['fails later', async () => Promise.reject(new Error('No.'))],
  ])('is refused if it returns a promise, because the secret would be lost: %s', (_, receive) => {
    const account = new ServiceAccount(createStack(), 'ci');
    const consumer = { receive } as unknown as ISecretConsumer;
    expect(() => account.addKey('deploy', { ...EXPIRES, consumer })).toThrow(
      'test/ci/deploy: `receive` of the consumer returned a promise',
    );
  });

  test('sets the delivery to claim and receives the claimed secret with its version', () => {
    const stack = createStack();
    const key = new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, consumer: store });
    const { json, resources } = synthesize(stack);
    const [id, version, clientId] = ['id', 'secret_version', 'client_id'].map((name) =>
      referenceTo(key.resource, name),
    );
    expect(resources('keyplane_service_account_key')).toMatchObject([{ secret_delivery: 'claim' }]);
    const ephemeral = json.ephemeral as { keyplane_key_secret: Record<string, object> };
    const [[name, config] = []] = Object.entries(ephemeral.keyplane_key_secret);
    expect(config).toEqual({ key_id: id, secret_version: version });
    const secret = `ephemeral.keyplane_key_secret.${name}.secret`;
    expect(resources('store_secret')).toEqual([
      {
        value_wo:
          `\${jsonencode({"client_id" = ${clientId?.slice(2, -1)}, ` +
          `"secret" = coalesce(${secret}, substr(timestamp(), 0, 0))})}`,
        value_wo_version: version,
      },
    ]);
  });

  test('has a separate scope for each key', () => {
    const stack = createStack();
    const account = new ServiceAccount(stack, 'ci');
    for (const id of ['one', 'two']) account.addKey(id, { ...EXPIRES, consumer: store });
    expect(synthesize(stack).resources('store_secret')).toHaveLength(2);
  });

  test('can be combined with a claim of another window', () => {
    const stack = createStack();
    const delivery = SecretDelivery.claim({ window: '1h' });
    new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, consumer: store, delivery });
    expect(synthesize(stack).resources('keyplane_service_account_key')).toMatchObject([
      { secret_delivery: 'claim', claim_window: '1h' },
    ]);
  });

  test('cannot be combined with another delivery', () => {
    const options = { ...EXPIRES, consumer: store, delivery: SecretDelivery.plain() };
    expect(() => new ServiceAccount(createStack(), 'ci').addKey('deploy', options)).toThrow(
      /^test\/ci\/deploy: a consumer needs a secret that is delivered by claim/,
    );
  });
});

describe('the EphemeralKeySecret of a key', () => {
  test('can be claimed without a consumer too', () => {
    const stack = createStack();
    const delivery = SecretDelivery.claim();
    const key = new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, delivery });
    const { keyId, secretVersion } = key;
    const claimed = new EphemeralKeySecret(stack, 'secret', { keyId, secretVersion });
    const store = new TerraformResource(stack, 'store', { terraformResourceType: 'store_secret' });
    const { clientId, secret } = claimed;
    store.addOverride('seen', [clientId, secret, claimed.secretVersion, claimed.claimed]);
    expect(synthesize(stack).resources('store_secret')).toEqual([
      {
        seen: ['client_id', 'secret', 'secret_version', 'claimed'].map(
          (name) => `\${ephemeral.keyplane_key_secret.secret.${name}}`,
        ),
      },
    ]);
  });
});
