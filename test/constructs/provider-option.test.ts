import {
  ApplicationKey,
  EphemeralAccessToken,
  Expiry,
  Group,
  KeyplaneProvider,
  Member,
  Role,
  ServiceAccount,
  ServiceAccountKey,
  ServiceKey,
  Wallet,
} from '@keyplane/cdktf';
import { TerraformStack } from 'cdktf';
import { createStack, synthesize } from './support/synthesis';

const EXPIRES = { expires: Expiry.after('30d') };
const CONSUMER = { receive: () => undefined };

/** The `provider` of every resource and ephemeral resource, by type. */
function providersOf(json: Readonly<Record<string, unknown>>): Record<string, unknown[]> {
  const blocks = { ...(json.resource as object), ...(json.ephemeral as object) };
  return Object.fromEntries(
    Object.entries(blocks as Record<string, Record<string, { provider?: string }>>).map(
      ([type, all]) => [type, Object.values(all).map(({ provider }) => provider)],
    ),
  );
}

describe('the provider of a construct', () => {
  const twoProviders = () => {
    const stack = createStack();
    return { stack, provider: new KeyplaneProvider(stack, 'other', { alias: 'other' }) };
  };

  it('comes from its properties, for every kind of construct', () => {
    const { stack, provider } = twoProviders();
    new Role(stack, 'role', { provider });
    new Member(stack, 'ada', { provider, email: 'ada@example.com', teamRole: 'user' });
    new Group(stack, 'group', { provider });
    new Wallet(stack, 'wallet', { provider, currency: 'EUR' });
    new ApplicationKey(stack, 'key', { provider });
    new ServiceAccount(stack, 'ci', { provider });
    new ServiceKey(stack, 'chat', { provider, acceptTerms: '2026-11' });
    new EphemeralAccessToken(stack, 'token', { provider });
    const found = providersOf(synthesize(stack).json);
    expect(Object.keys(found)).toHaveLength(8);
    for (const providers of Object.values(found)) expect(providers).toEqual(['keyplane.other']);
  });

  it('applies to every child, including the claim of a secret', () => {
    const { stack, provider } = twoProviders();
    const account = new ServiceAccount(stack, 'ci', { provider });
    account.addKey('deploy', { ...EXPIRES, consumer: CONSUMER });
    account.trust('gitlab', { issuer: 'https://gitlab.example', audience: 'keyplane' });
    account.trustGithubActions({ repositoryId: '1', repositoryOwnerId: '2' });
    new ServiceAccountKey(stack, 'elsewhere', { ...EXPIRES, serviceAccount: account });
    const key = new ServiceKey(stack, 'chat', { provider, acceptTerms: '2026-11' });
    key.addToken('app', { ...EXPIRES, consumer: CONSUMER });
    expect(providersOf(synthesize(stack).json)).toEqual({
      keyplane_service_account: ['keyplane.other'],
      keyplane_service_account_key: ['keyplane.other', 'keyplane.other'],
      keyplane_federated_identity: ['keyplane.other', 'keyplane.other'],
      keyplane_service_key: ['keyplane.other'],
      keyplane_service_key_token: ['keyplane.other'],
      keyplane_key_secret: ['keyplane.other', 'keyplane.other'],
    });
  });

  it('applies to the children even if it is set on the resource after they were created', () => {
    const { stack, provider } = twoProviders();
    const account = new ServiceAccount(stack, 'ci');
    account.addKey('deploy', { ...EXPIRES, consumer: CONSUMER });
    account.trust('gitlab', { issuer: 'https://gitlab.example', audience: 'keyplane' });
    new ServiceAccountKey(stack, 'elsewhere', { ...EXPIRES, serviceAccount: account });
    const key = new ServiceKey(stack, 'chat', { acceptTerms: '2026-11' });
    key.addToken('app', { ...EXPIRES, consumer: CONSUMER });
    account.resource.provider = provider;
    key.resource.provider = provider;
    expect(providersOf(synthesize(stack).json)).toEqual({
      keyplane_service_account: ['keyplane.other'],
      keyplane_service_account_key: ['keyplane.other', 'keyplane.other'],
      keyplane_federated_identity: ['keyplane.other'],
      keyplane_service_key: ['keyplane.other'],
      keyplane_service_key_token: ['keyplane.other'],
      keyplane_key_secret: ['keyplane.other', 'keyplane.other'],
    });
  });

  it('of a child stays if it is set in its properties or on its resource', () => {
    const { stack, provider } = twoProviders();
    const third = new KeyplaneProvider(stack, 'third', { alias: 'third' });
    const account = new ServiceAccount(stack, 'ci');
    account.addKey('a', { ...EXPIRES, provider: third });
    account.addKey('b', { ...EXPIRES, consumer: CONSUMER }).resource.provider = third;
    account.resource.provider = provider;
    expect(providersOf(synthesize(stack).json)).toEqual({
      keyplane_service_account: ['keyplane.other'],
      keyplane_service_account_key: ['keyplane.third', 'keyplane.third'],
      keyplane_key_secret: ['keyplane.third'],
    });
  });

  it('applies below an imported account, unless a child names its own', () => {
    const { stack, provider } = twoProviders();
    const third = new KeyplaneProvider(stack, 'third', { alias: 'third' });
    const account = ServiceAccount.fromServiceAccountId(stack, 'ci', 'sa_1', { provider });
    account.addKey('a', EXPIRES);
    account.addKey('b', { ...EXPIRES, provider: third });
    const { keyplane_service_account_key: found } = providersOf(synthesize(stack).json);
    expect(found?.sort()).toEqual(['keyplane.other', 'keyplane.third']);
  });

  it('does not come from an account of another stack, because this stack does not declare that provider', () => {
    const { stack, provider } = twoProviders();
    const account = new ServiceAccount(stack, 'ci', { provider });
    const other = new TerraformStack(stack.node.root, 'other-stack');
    new KeyplaneProvider(other, 'keyplane');
    new ServiceAccountKey(other, 'key', { ...EXPIRES, serviceAccount: account });
    expect(providersOf(synthesize(other).json)).toEqual({
      keyplane_service_account_key: [undefined],
    });
  });

  it('is left to Terraform if no construct names one', () => {
    const stack = createStack();
    new ServiceAccount(stack, 'ci').addKey('deploy', { ...EXPIRES, consumer: CONSUMER });
    expect(Object.values(providersOf(synthesize(stack).json)).flat()).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
