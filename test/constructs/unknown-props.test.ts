import {
  ApplicationKey,
  type ApplicationKeyProps,
  EphemeralAccessToken,
  EphemeralKeySecret,
  EphemeralVariable,
  Expiry,
  FederatedIdentity,
  Group,
  KeyPolicy,
  KeyplaneProvider,
  type KeyPolicyProps,
  Member,
  type ProviderOption,
  Role,
  Rotation,
  SecretDelivery,
  ServiceAccount,
  type ServiceAccountProps,
  ServiceAccountKey,
  ServiceKey,
  ServiceKeyToken,
  TeamPolicy,
  Wallet,
} from '@keyplane/cdktf';
import type { Construct } from 'constructs';
import { createStack, synthesize } from './support/synthesis';

/** Keeps the compiler from seeing that a property is unknown. */
const loose = <T extends object>(props: T): T => props;

/** Calls a constructor as plain JavaScript does, with any arguments. */
type Untyped = new (scope: Construct, id: string, props?: unknown) => Construct;

function untyped(construct: abstract new (...args: never[]) => Construct): Untyped {
  return construct as unknown as Untyped;
}

describe('an unknown property', () => {
  const expires = Expiry.after('30d');
  it.each<[string, Untyped, object, string]>([
    [
      'a service account',
      untyped(ServiceAccount),
      { role: [] },
      'test/x: there is no property `role`. Did you mean `roles`?',
    ],
    ['a role', untyped(Role), { permission: [] }, '`permission`. Did you mean `permissions`?'],
    ['a member', untyped(Member), { e_mail: 'a@x.example' }, '`e_mail`. Did you mean `email`?'],
    ['a group', untyped(Group), { memberIDs: [] }, '`memberIDs`. Did you mean `memberIds`?'],
    ['a wallet', untyped(Wallet), { curency: 'EUR' }, '`curency`. Did you mean `currency`?'],
    [
      'a service key',
      untyped(ServiceKey),
      { acceptTerm: 'x' },
      '`acceptTerm`. Did you mean `acceptTerms`?',
    ],
    [
      'a team policy',
      untyped(TeamPolicy),
      { requireExpiri: true },
      '`requireExpiri`. Did you mean `requireExpiry`?',
    ],
    [
      'an application key',
      untyped(ApplicationKey),
      { rotaton: 1 },
      '`rotaton`. Did you mean `rotation`?',
    ],
    [
      'a service account key',
      untyped(ServiceAccountKey),
      { expires, serviceAccount: { serviceAccountId: 'sa_1' }, enable: true },
      '`enable`. Did you mean `enabled`?',
    ],
    [
      'a token',
      untyped(ServiceKeyToken),
      { expires, serviceKey: { serviceKeyId: 'svk_1' }, nam: 'x' },
      '`nam`. Did you mean `name`?',
    ],
    [
      'a federated identity',
      untyped(FederatedIdentity),
      { serviceAccount: { serviceAccountId: 'sa_1' }, issuer: 'https://x.example', claim: {} },
      '`claim`. Did you mean `claims`?',
    ],
    [
      'an ephemeral token',
      untyped(EphemeralAccessToken),
      { clientID: 'x' },
      '`clientID`. Did you mean `clientId`?',
    ],
    [
      'an ephemeral secret',
      untyped(EphemeralKeySecret),
      { keyId: 'key_1', version: 1, secretVersions: 1 },
      '`secretVersions`. Did you mean `secretVersion`?',
    ],
    [
      'an ephemeral variable',
      untyped(EphemeralVariable),
      { descripton: 'x' },
      '`descripton`. Did you mean `description`?',
    ],
    [
      'the provider',
      untyped(KeyplaneProvider),
      { client_id: 'kpi_1' },
      'test/x: there is no property `client_id`. Did you mean `clientId`?',
    ],
  ])(
    'of %s is refused, and the error names the nearest property',
    (_what, construct, props, text) => {
      expect(() => new construct(createStack(), 'x', props)).toThrow(text);
    },
  );

  const chat = () => new ServiceKey(createStack(), 'chat', { acceptTerms: '2026-11' });
  const wallet = { walletId: 'wal_1' };
  const account = () => new ServiceAccount(createStack(), 'ci');
  const imported = (options: object) =>
    ServiceAccount.fromServiceAccountId(createStack(), 'ci', 'sa_1', options);
  const repository = { repositoryId: 1, repositoryOwnerId: 2 };
  it.each<[string, () => unknown, string]>([
    [
      'a periodic rotation',
      () => Rotation.every('30d', loose({ overlap: '1h', overlaps: '1h' })),
      'Rotation.every: there is no property `overlaps`. Did you mean `overlap`?',
    ],
    [
      'another rotation',
      () => Rotation.whenChanged({ image: 'x' }, loose({ overlap: '1h', overlaps: '1h' })),
      'Rotation.whenChanged: there is no property `overlaps`. Did you mean `overlap`?',
    ],
    [
      'a claim',
      () => SecretDelivery.claim(loose({ window: '1h', windows: '1h' })),
      'SecretDelivery.claim: there is no property `windows`. Did you mean `window`?',
    ],
    [
      'a policy',
      () => new KeyPolicy(loose({ requireRotation: true, requireRotations: true })),
      'new KeyPolicy: there is no property `requireRotations`. Did you mean `requireRotation`?',
    ],
    [
      'what pays',
      () => chat().enableService('llm', loose({ wallet, modelIds: [], modelIDs: ['m'] })),
      'test/chat: there is no property `modelIDs`. Did you mean `modelIds`?',
    ],
    [
      'an imported account',
      () => imported({ providers: undefined, Provider: 1 }),
      'test/ci: there is no property `Provider`. Did you mean `provider`?',
    ],
    [
      'trust in GitHub',
      () => account().trustGithubActions(loose({ ...repository, repositoryID: 1 })),
      'test/ci: there is no property `repositoryID`. Did you mean `repositoryId`?',
    ],
    [
      'trust in GitHub of an imported account',
      () => imported({}).trustGithubActions(loose({ ...repository, environments: 'prod' })),
      'test/ci: there is no property `environments`. Did you mean `environment`?',
    ],
    [
      'trust',
      () => account().trust('ci', loose({ issuer: 'https://x.example', audiences: 'x' })),
      'test/ci/ci: there is no property `audiences`. Did you mean `audience`?',
    ],
  ])(
    'in the options of %s is refused, and the error names the nearest option',
    (_what, act, text) => {
      expect(act).toThrow(text);
    },
  );

  it('in options is allowed if no known one is similar', () => {
    const other = { team: 'payments' };
    expect(() => [
      Rotation.every('30d', { overlap: '1h', ...other }),
      Rotation.whenChanged({}, { overlap: '1h', ...other }),
      SecretDelivery.claim({ window: '1h', ...other }),
      new KeyPolicy(other as KeyPolicyProps),
      chat().enableService('llm', { wallet, modelIds: [], ...other }),
    ]).not.toThrow();
  });

  it('of a construct causes a warning if no known one is similar', () => {
    const stack = createStack();
    const wider = { name: 'CI', costCenter: 12 };
    const account = new ServiceAccount(stack, 'ci', wider);
    const added = account.addKey('deploy', loose({ expires, team: 'x' }));
    expect(account.node.metadata).toEqual([
      expect.objectContaining({
        type: '@cdktf/warn',
        data: expect.stringContaining(
          'There is no property `costCenter`, so its value has no effect. The properties are: ' +
            'description, enabled, name,',
        ),
      }),
    ]);
    expect(added.node.metadata).toEqual([
      expect.objectContaining({ data: expect.stringContaining('no property `team`') }),
    ]);
    expect(synthesize(stack).resources('keyplane_service_account')).toEqual([
      expect.objectContaining({ name: 'CI' }),
    ]);
  });

  it.each<[string, (stack: Construct) => { readonly node: Construct['node'] }, string]>([
    [
      'an imported account',
      (stack) =>
        ServiceAccount.fromServiceAccountId(stack, 'ci', 'sa_1', { team: 'x' } as ProviderOption),
      'There is no property `team`, so its value has no effect. The properties are: provider.',
    ],
    [
      'the provider',
      (stack) => new KeyplaneProvider(stack, 'other', loose({ alias: 'other', region: 'eu' })),
      'There is no property `region`, so its value has no effect. The properties are: alias, allow',
    ],
  ])('of %s causes a warning if no known one is similar', (_what, make, text) => {
    const { metadata } = make(createStack()).node;
    expect(metadata.filter(({ type }) => type === '@cdktf/warn')).toEqual([
      expect.objectContaining({ data: expect.stringContaining(text) }),
    ]);
  });

  it('of `trustGithubActions` causes a warning that lists the known properties, and has no effect', () => {
    const stack = createStack();
    const account = new ServiceAccount(stack, 'ci');
    const identity = account.trustGithubActions(loose({ ...repository, subjectPattern: 'repo:*' }));
    expect(account.node.metadata).toEqual([
      expect.objectContaining({
        data: expect.stringMatching(
          /no property `subjectPattern`.*repositoryId, repositoryOwnerId/,
        ),
      }),
    ]);
    expect(identity.node.metadata).toEqual([]);
    const [made] = synthesize(stack).resources('keyplane_federated_identity');
    expect(made).not.toHaveProperty('subject_pattern');
  });

  it('of a subclass is allowed, even if a known one is similar', () => {
    interface TaggedProps extends ServiceAccountProps {
      readonly names: readonly string[];
      readonly tags: readonly string[];
    }
    class TaggedAccount extends ServiceAccount {
      constructor(scope: Construct, id: string, props: TaggedProps) {
        super(scope, id, props);
      }
    }
    class StrictPolicy extends KeyPolicy {
      constructor(props: KeyPolicyProps & { readonly maxLifetimes: string }) {
        super(props);
      }
    }
    class TeamKey extends ApplicationKey {
      constructor(
        scope: Construct,
        id: string,
        props: ApplicationKeyProps & { readonly descriptions: string },
      ) {
        super(scope, id, props);
      }
    }
    const stack = createStack();
    const account = new TaggedAccount(stack, 'ci', { names: ['a'], tags: [] });
    const key = new TeamKey(stack, 'key', { descriptions: 'x' });
    expect(() => new StrictPolicy({ maxLifetimes: '90d' })).not.toThrow();
    expect([...account.node.metadata, ...key.node.metadata]).toEqual([]);
  });

  it('without a value is ignored', () => {
    expect(() => new (untyped(Role))(createStack(), 'x', { permission: undefined })).not.toThrow();
  });
});
