import {
  ApplicationKey,
  EphemeralAccessToken,
  EphemeralKeySecret,
  EphemeralVariable,
  Expiry,
  FederatedIdentity,
  Group,
  KeyPolicy,
  Member,
  parseSecret,
  Role,
  Rotation,
  SecretDelivery,
  ServiceAccount,
  ServiceAccountKey,
  ServiceKey,
  ServiceKeyToken,
  Wallet,
} from '@keyplane/cdktf';
import type { Construct } from 'constructs';
import { createStack } from './support/synthesis';

/** Calls as plain JavaScript does, with any arguments. */
type Untyped = (...given: readonly unknown[]) => unknown;

const CONSTRUCTS = {
  ApplicationKey,
  EphemeralAccessToken,
  EphemeralKeySecret,
  EphemeralVariable,
  FederatedIdentity,
  Group,
  Member,
  Role,
  ServiceAccount,
  ServiceAccountKey,
  ServiceKey,
  ServiceKeyToken,
  Wallet,
};
type Name = keyof typeof CONSTRUCTS;

const make =
  (name: Name): Untyped =>
  (...given) =>
    Reflect.construct(CONSTRUCTS[name], given);
const of = (owner: object, method: string): Untyped => {
  const found: unknown = Reflect.get(owner, method);
  if (typeof found !== 'function') throw new Error(`There is no ${method}.`);
  return (...given) => Reflect.apply(found, owner, given) as unknown;
};

const expires = Expiry.after('30d');
const serviceAccount = { serviceAccountId: 'sa_1' };
const serviceKey = { serviceKeyId: 'svk_1' };

/** The required properties of each construct. */
const NEEDED: Readonly<Record<Name, Readonly<Record<string, unknown>>>> = {
  ApplicationKey: {},
  EphemeralAccessToken: {},
  EphemeralVariable: {},
  Group: {},
  Role: {},
  ServiceAccount: {},
  EphemeralKeySecret: { keyId: 'sak_1' },
  Wallet: { currency: 'EUR' },
  FederatedIdentity: { serviceAccount, issuer: 'https://ci.example.com' },
  Member: { email: 'ada@example.com', teamRole: 'user' },
  ServiceAccountKey: { serviceAccount, expires },
  ServiceKey: { acceptTerms: '2026-11', name: 'app' },
  ServiceKeyToken: { serviceKey, expires },
};

/** Values of wrong types for each optional property. */
const WRONG: Readonly<Partial<Record<Name, Readonly<Record<string, unknown>>>>> = {
  ApplicationKey: {
    description: 5,
    expires: '30d',
    enabled: 'yes',
    recreateIfExpired: 1,
    delivery: 'claim',
    rotation: '90d',
    consumer: 'vault',
    protectUsedWithin: 7,
    protectAction: 'stop',
    provider: 'other',
  },
  EphemeralAccessToken: {
    clientId: 5,
    clientSecret: [],
    audience: {},
    scope: ['a'],
    lifetimeSeconds: '600',
    provider: 'other',
  },
  EphemeralKeySecret: { keyId: 5, secretVersion: '1', provider: 'other' },
  FederatedIdentity: {
    serviceAccount: 'sa_1',
    issuer: 5,
    audience: 5,
    subjectPattern: ['a'],
    claims: 'a',
    allowPullRequests: 'no',
    replayProtection: 0,
    enabled: 'yes',
    protectAction: true,
  },
  Group: { description: 5, memberIds: 'mem_1', topics: 'account_alerts', provider: 5 },
  Member: { email: ['ada@example.com'], teamRole: 'root', protectUsedWithin: [] },
  Role: { description: [], permissions: 'reports.read', protectAction: 'stop' },
  ServiceAccount: { description: 5, roles: { roleId: 'role_1' }, enabled: 1, provider: {} },
  ServiceAccountKey: { serviceAccount: 'sa_1', expires: 30, enabled: 'no', rotation: {} },
  ServiceKey: { name: 5, description: 5, acceptTerms: 5, notify: 'all', protectUsedWithin: 7 },
  ServiceKeyToken: { serviceKey: 'svk_1', expires: '30d', name: 5 },
  Wallet: { currency: ['EUR'], provider: 'other' },
};

const LIBRARY = /Cannot (read|destructure)|is not (a function|iterable|defined)|root constructs/;

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was refused';
}

const names = Object.keys(CONSTRUCTS) as Name[];

describe('a constructor that plain JavaScript calls', () => {
  it.each(names)('of %s reports what is missing', (name) => {
    const stack = createStack();
    const optional = Object.keys(NEEDED[name]).length === 0;
    expect(refusal(() => make(name)())).toBe(
      `new ${name}: \`scope\` is required: the construct around it, such as \`this\`.`,
    );
    expect(refusal(() => make(name)(null, 'x', NEEDED[name]))).toContain('You gave null.');
    expect(refusal(() => make(name)(stack))).toBe(
      `test: \`id\` is required: the id of the ${name}, a text.`,
    );
    expect(refusal(() => make(name)(stack, '', NEEDED[name]))).toContain('`id` must be');
    if (!optional) {
      expect(refusal(() => make(name)(stack, 'a'))).toMatch(/^test\/a: `props` is required/);
    }
    for (const [at, props] of [null, 'text', 5, []].entries()) {
      expect(refusal(() => make(name)(stack, `x${at}`, props))).toMatch(
        /^test(\/x\d)?: `props` must be an object with its properties\. You gave /,
      );
    }
  });

  const required = names.flatMap((name) =>
    Object.keys(NEEDED[name])
      .filter((prop) => prop !== 'name')
      .map((prop) => [name, prop] as const),
  );
  it.each(required)('of %s reports the missing `%s`', (name, prop) => {
    const props = { ...NEEDED[name], [prop]: undefined };
    const said = refusal(() => make(name)(createStack(), 'x', props));
    expect(said).toMatch(new RegExp(`^test/x: \`${prop}\` is required: `));
  });

  const wrong = names.flatMap((name) =>
    Object.entries(WRONG[name] ?? {}).map(([prop, value]) => [name, prop, value] as const),
  );
  it.each(wrong)('of %s reports `%s` if it has a wrong type', (name, prop, value) => {
    for (const given of [value, null]) {
      const said = refusal(() =>
        make(name)(createStack(), 'x', { ...NEEDED[name], [prop]: given }),
      );
      expect(said).toMatch(/^test\/x: /);
      expect(said).toMatch(new RegExp(`\`${prop}\` must be .* You gave |is not a|\`roles\``));
      expect(said).not.toMatch(LIBRARY);
    }
  });
});

describe('a method that plain JavaScript calls', () => {
  const account = (stack: Construct) => new ServiceAccount(stack, 'sa');
  const imported = (stack: Construct) => ServiceAccount.fromServiceAccountId(stack, 'sa', 'sa_1');
  const key = (stack: Construct) =>
    new ServiceKey(stack, 'key', { acceptTerms: '2026-11', name: 'app' });
  const wallet = { walletId: 'wal_1' };
  type Row = [string, (stack: Construct) => object, string, readonly unknown[], string];

  it.each<Row>([
    ['account', account, 'addKey', [], 'test/sa: `props` is required'],
    ['account', account, 'addKey', ['x', {}], '`expires` is required'],
    ['account', account, 'addKey', ['x', '30d'], '`props` must be an object'],
    ['account', account, 'trust', [], 'test/sa: `props` is required'],
    ['account', account, 'trust', ['t', {}], 'test/sa/t: `issuer` is required'],
    ['account', account, 'trustGithubActions', [], 'test/sa: `props` is required'],
    [
      'account',
      account,
      'trustGithubActions',
      [{}],
      'test/sa: `repositoryId` is required: a number, or a text of digits',
    ],
    [
      ...(['account', account, 'trustGithubActions'] as const),
      [{ repositoryId: '1', repositoryOwnerId: '2', ref: ['main'] }],
      'test/sa: `ref` must be a text. You gave a list.',
    ],
    ['account', account, 'grantRole', ['role_1'], 'test/sa: `roles` must be Role constructs'],
    ['imported account', imported, 'addKey', [], 'test/sa: `props` is required'],
    ['imported account', imported, 'trust', ['t', {}], 'test/sa/t: `issuer` is required'],
    ['service key', key, 'enableService', [], 'test/key: `serviceId` is required'],
    ['service key', key, 'enableService', ['a', 'free'], '`payAsYouGo` must be an object'],
    ['service key', key, 'enableService', ['a', {}], 'test/key: `modelIds` is required'],
    ['service key', key, 'enableService', ['a', { modelIds: 'm' }], '`modelIds` must be a list'],
    ['service key', key, 'enableService', ['a', { modelIds: [5] }], '`modelIds` must be IDs'],
    ['service key', key, 'enableService', ['a', { modelIds: [] }], '`wallet` is required'],
    ['service key', key, 'enableService', ['a', { wallet }], '`modelIds` is required'],
    ['service key', key, 'assign', [undefined], 'test/key: `member` is required'],
    ['service key', key, 'addToken', [], 'test/key: `props` is required'],
    ['service key', key, 'addToken', ['t', {}], '`expires` is required'],
    ['group', (stack) => new Group(stack, 'g'), 'addMember', [], 'test/g: `member` is required'],
    ['group', (stack) => new Group(stack, 'g'), 'subscribe', [], 'test/g: `topic` is required'],
    ['role', (stack) => new Role(stack, 'r'), 'allow', [['a.b']], 'test/r: ["a.b"] is not a perm'],
  ])('of the %s reports a wrong argument', (_what, create, method, given, message) => {
    expect(refusal(() => of(create(createStack()), method)(...given))).toContain(message);
  });

  it.each<[string, object, string, string]>([
    ['Member', Member, 'fromMemberId', 'mem'],
    ['Role', Role, 'fromRoleId', 'role'],
    ['ServiceAccount', ServiceAccount, 'fromServiceAccountId', 'sa'],
    ['Wallet', Wallet, 'fromWalletId', 'wal'],
  ])('%s.from… reports that it needs an ID', (name, construct, method, prefix) => {
    const stack = createStack();
    const from = of(construct, method);
    expect(refusal(() => from())).toContain(`new ${name}: \`scope\` is required`);
    expect(refusal(() => from(stack))).toContain('test: `id` is required');
    expect(refusal(() => from(stack, 'a'))).toMatch(/^test\/a: `\w+Id` is required: the ID of a/);
    expect(refusal(() => from(stack, 'b', [`${prefix}_1`]))).toMatch(
      /^test\/b: `\w+Id` must be the ID of a .*You gave a list\.$/,
    );
  });
});

describe('a factory that plain JavaScript calls', () => {
  it.each<[string, Untyped, readonly unknown[], string]>([
    ['Expiry.after', of(Expiry, 'after'), [], '`period` is required: a period, such as "30d".'],
    ['Expiry.after', of(Expiry, 'after'), [30], '`period` must be a period'],
    ['Expiry.after', of(Expiry, 'after'), ['soon'], '"soon" is not a period'],
    ['Expiry.at', of(Expiry, 'at'), [], '`time` is required: a Date, or an RFC 3339 time'],
    ['Expiry.at', of(Expiry, 'at'), [5], '`time` must be a Date'],
    ['Rotation.every', of(Rotation, 'every'), [], '`period` is required: a period'],
    ['Rotation.every', of(Rotation, 'every'), ['30d', '1h'], '`props` must be an object'],
    ['Rotation.every', of(Rotation, 'every'), ['30d', { overlap: 1 }], '`overlap` must be a text'],
    ['Rotation.whenChanged', of(Rotation, 'whenChanged'), [], '`values` is required'],
    ['Rotation.whenChanged', of(Rotation, 'whenChanged'), [{ a: 1 }], '`values` must be an object'],
    ['Rotation.whenChanged', of(Rotation, 'whenChanged'), [{}, null], '`props` must be an object'],
    ['SecretDelivery.claim', of(SecretDelivery, 'claim'), [null], '`props` must be an object'],
    [
      ...(['SecretDelivery.claim', of(SecretDelivery, 'claim')] as const),
      [{ claimant: 'x' }],
      '`claimant` must be a ServiceAccount or a Member. You gave "x".',
    ],
    ['SecretDelivery.claim', of(SecretDelivery, 'claim'), [{ window: 5 }], '`window` must be'],
    ['SecretDelivery.encryptedFor', of(SecretDelivery, 'encryptedFor'), [], '`recipient` is req'],
    ['SecretDelivery.publicKey', of(SecretDelivery, 'publicKey'), [5], '`jwk` must be a JSON Web'],
    ['new KeyPolicy', (given) => new KeyPolicy(given as object), [null], '`props` must be'],
    [
      'new KeyPolicy',
      (given) => new KeyPolicy(given as object),
      [{ maxLifetime: 90 }],
      '`maxLifetime` must be a text',
    ],
    ['parseSecret', (given) => parseSecret(given as string), [], '`secret` is required'],
  ])('%s reports its own name and the wrong argument', (name, factory, given, message) => {
    const said = refusal(() => factory(...given));
    expect(said).toMatch(new RegExp(`^${name.replace('.', '\\.')}: `));
    expect(said).toContain(message);
  });
});
