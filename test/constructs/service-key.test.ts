import 'cdktf/lib/testing/adapters/jest';
import { Expiry, ServiceKey, ServiceKeyToken, Wallet } from '@keyplane/cdktf';
import { Testing } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

describe('a service key', () => {
  test('enables services, assigns members and adds tokens (S3)', () => {
    const stack = createStack();
    const wallet = new Wallet(stack, 'calls', { currency: 'EUR' });
    const key = new ServiceKey(stack, 'app', { acceptTerms: '2026-11' })
      .enableService('detect')
      .enableService('write', { wallet, modelIds: ['small'] })
      .assign('mem_01', 'mem_01');
    key.addToken('worker', { expires: Expiry.after('30d') });
    const { resources } = synthesize(stack);
    expect(resources('keyplane_service_key')).toEqual([
      {
        name: 'app',
        accept_terms: '2026-11',
        member_ids: ['mem_01'],
        services: [
          { service_id: 'detect', billing_policy: 'free', model_ids: [] },
          {
            service_id: 'write',
            billing_policy: 'pay_as_you_go',
            model_ids: ['small'],
            wallet_id: referenceTo(wallet.resource, 'id'),
          },
        ],
      },
    ]);
    expect(resources('keyplane_service_key_token')).toEqual([
      {
        service_key_id: referenceTo(key.resource, 'id'),
        kind: 'shared',
        name: 'worker',
        accept_terms: '2026-11',
        expires_in: '30d',
        secret_delivery: 'plain',
      },
    ]);
  });

  test('is not needed for a token that accepts the terms itself (S2)', () => {
    const stack = createStack();
    const serviceKey = new ServiceKey(stack, 'app', { acceptTerms: '1' });
    const expires = Expiry.after('30d');
    serviceKey.addToken('newer', { expires, acceptTerms: '2' });
    new ServiceKeyToken(stack, 'free', { serviceKey: { serviceKeyId: 'svk_01' }, expires });
    const tokens = synthesize(stack).resources('keyplane_service_key_token');
    const accepted = tokens.map((token) => (token as { accept_terms?: string }).accept_terms);
    expect(accepted.sort()).toEqual(['2', undefined]);
  });

  test.each(['a', 'x'.repeat(65), 'smile😀'])('is refused the name "%s" (S2)', (name) => {
    expect(() => new ServiceKey(createStack(), 'app', { name, acceptTerms: '1' })).toThrow(
      'test/app: the name',
    );
  });

  test('assigns members only (S3)', () => {
    const key = new ServiceKey(createStack(), 'app', { acceptTerms: '1' });
    expect(() => key.assign('sa_01')).toThrow('not the ID of a member');
  });
});
