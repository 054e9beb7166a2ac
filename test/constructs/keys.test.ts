import 'cdktf/lib/testing/adapters/jest';
import { ApplicationKey, Expiry, ServiceAccount } from '@keyplane/cdktf';
import { TerraformOutput, Testing } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

const EXPIRES = { expires: Expiry.after('30d') };

describe('a key of a service account', () => {
  test('belongs to its account and is named after its construct', () => {
    const stack = createStack();
    const account = new ServiceAccount(stack, 'ci');
    account.addKey('deploy', EXPIRES);
    expect(synthesize(stack).resources('keyplane_service_account_key')).toEqual([
      {
        service_account_id: referenceTo(account.resource, 'id'),
        name: 'deploy',
        expires_in: '30d',
        secret_delivery: 'plain',
      },
    ]);
  });

  test('has the values of its options', () => {
    const stack = createStack();
    const options = { name: 'Deploy', enabled: false };
    new ServiceAccount(stack, 'ci').addKey('deploy', { ...options, expires: Expiry.never() });
    expect(synthesize(stack).resources('keyplane_service_account_key')).toMatchObject([
      { name: 'Deploy', enabled: false, expires_at: 'never' },
    ]);
  });

  test('is recreated after its expiry if that is asked for', () => {
    const stack = createStack();
    new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, recreateIfExpired: true });
    expect(synthesize(stack).resources('keyplane_service_account_key')).toMatchObject([
      { expires_in: '30d', recreate_if_expired: true },
    ]);
  });

  test('offers its client ID, secret and version as references', () => {
    const stack = createStack();
    const key = new ServiceAccount(stack, 'ci').addKey('deploy', EXPIRES);
    const values = [key.keyId, key.clientId, key.secret, key.maskedSecret, key.secretVersion];
    values.forEach((value, at) => new TerraformOutput(stack, `value-${at}`, { value }));
    const names = ['id', 'client_id', 'secret', 'masked_secret', 'secret_version'];
    expect(synthesize(stack).json.output).toEqual(
      Object.fromEntries(
        names.map((name, at) => [`value-${at}`, { value: referenceTo(key.resource, name) }]),
      ),
    );
  });

  test('is refused at its path if its name is empty', () => {
    const account = new ServiceAccount(createStack(), 'ci');
    expect(() => account.addKey('deploy', { ...EXPIRES, name: '' })).toThrow(
      /^test\/ci\/deploy: the name "" must be/,
    );
  });
});

describe('an application key', () => {
  test('never expires by default, and the synthesized configuration says so', () => {
    const stack = createStack();
    new ApplicationKey(stack, 'laptop');
    expect(synthesize(stack).resources('keyplane_application_key')).toEqual([
      { expires_at: 'never', secret_delivery: 'plain' },
    ]);
  });

  test('has the values of its properties', () => {
    const stack = createStack();
    const key = new ApplicationKey(stack, 'laptop', {
      description: 'Laptop',
      enabled: false,
      ...EXPIRES,
    });
    new TerraformOutput(stack, 'client-id', { value: key.clientId });
    expect(synthesize(stack).json).toMatchObject({
      output: { 'client-id': { value: referenceTo(key.resource, 'client_id') } },
    });
    expect(synthesize(stack).resources('keyplane_application_key')).toEqual([
      { description: 'Laptop', enabled: false, expires_in: '30d', secret_delivery: 'plain' },
    ]);
  });
});
