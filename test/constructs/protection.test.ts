import 'cdktf/lib/testing/adapters/jest';
import { ApplicationKey, Expiry, Member, Role, ServiceAccount, ServiceKey } from '@keyplane/cdktf';
import { Testing } from 'cdktf';
import { createStack, synthesize } from './support/synthesis';

Testing.setupJest();

const EXPIRES = { expires: Expiry.after('90d') };

describe('the protection of recently used objects', () => {
  const PROTECTED = { protectUsedWithin: '7d', protectAction: 'error' } as const;
  const EXPECTED = [{ protect_used_within: '7d', protect_action: 'error' }];

  test('can be set on every construct of an object that can be in use', () => {
    const stack = createStack();
    new Role(stack, 'reader', PROTECTED);
    new Member(stack, 'ada', { email: 'ada@example.com', teamRole: 'user', ...PROTECTED });
    const ci = new ServiceAccount(stack, 'ci', PROTECTED);
    ci.addKey('deploy', { ...EXPIRES, ...PROTECTED });
    ci.trustGithubActions({ repositoryId: '1', repositoryOwnerId: '2', ...PROTECTED });
    new ApplicationKey(stack, 'laptop', PROTECTED);
    const key = new ServiceKey(stack, 'app', { acceptTerms: '1', ...PROTECTED });
    key.addToken('worker', { ...EXPIRES, ...PROTECTED });
    const { resources } = synthesize(stack);
    const types = ['role', 'member', 'service_account', 'service_account_key', 'application_key'];
    for (const type of [...types, 'federated_identity', 'service_key', 'service_key_token']) {
      expect(resources(`keyplane_${type}`)).toMatchObject(EXPECTED);
    }
  });

  test('is switched off by 0s', () => {
    const stack = createStack();
    new Role(stack, 'reader', { protectUsedWithin: '0s' });
    expect(synthesize(stack).resources('keyplane_role')).toMatchObject([
      { protect_used_within: '0s' },
    ]);
  });

  test('refuses a text that is not a period', () => {
    expect(() => new Role(createStack(), 'reader', { protectUsedWithin: 'sometimes' })).toThrow(
      '"sometimes" is not a period',
    );
  });
});
