import {
  ApplicationKey,
  Expiry,
  FederatedIdentity,
  Group,
  KeyplaneProvider,
  Member,
  Role,
  ServiceAccount,
  ServiceAccountKey,
  ServiceKey,
  ServiceKeyToken,
  Wallet,
} from '@keyplane/cdktf';
import type { Construct } from 'constructs';
import { createStack } from './support/synthesis';

/** Calls a constructor as plain JavaScript does, with any arguments. */
type Untyped = new (scope: Construct, id: string, props?: unknown) => Construct;

function untyped(construct: abstract new (...args: never[]) => Construct): Untyped {
  return construct as unknown as Untyped;
}

describe('a construct that plain JavaScript makes', () => {
  const expires = Expiry.after('30d');
  const key = { expires, serviceAccount: { serviceAccountId: 'sa_1' } };
  const make = (construct: Untyped, props?: unknown) => () =>
    new construct(createStack(), 'x', props);

  it.each<[string, Untyped, unknown, string]>([
    ['no properties', untyped(Member), undefined, '`props` is required'],
    ['no properties of a key', untyped(ServiceAccountKey), undefined, '`props` is required'],
    ['no properties of a wallet', untyped(Wallet), undefined, '`props` is required'],
    ['null', untyped(Role), null, '`props` must be an object with its properties. You gave null.'],
    [
      'no expiry',
      untyped(ServiceAccountKey),
      { ...key, expires: undefined },
      '`expires` is required',
    ],
    [
      'a text as expiry',
      untyped(ServiceAccountKey),
      { ...key, expires: '30d' },
      '`expires` must be an Expiry, such as Expiry.after("30d"). You gave "30d".',
    ],
    ['a number as expiry', untyped(ApplicationKey), { expires: 30 }, '`expires` must be an Expiry'],
    [
      'no expiry of a token',
      untyped(ServiceKeyToken),
      { serviceKey: { serviceKeyId: 'svk_1' } },
      '`expires` is required',
    ],
    [
      'a number as endpoint',
      untyped(KeyplaneProvider),
      { endpoint: 8700 },
      'test/x: `endpoint` must be a text. You gave 8700.',
    ],
    [
      'one ID for a list',
      untyped(KeyplaneProvider),
      { protectExcept: 'sak_1' },
      '`protectExcept` must be a list of IDs. You gave "sak_1".',
    ],
    ['null for the provider', untyped(KeyplaneProvider), null, '`props` must be an object with'],
    ['no account', untyped(ServiceAccountKey), { expires }, '`serviceAccount` is required'],
    [
      'an ID as account',
      untyped(FederatedIdentity),
      { serviceAccount: 'sa_1', issuer: 'https://x.example' },
      '`serviceAccount` must be a ServiceAccount. You gave "sa_1".',
    ],
    [
      'a secret as account',
      untyped(FederatedIdentity),
      { serviceAccount: `kps_${'Ab12'.repeat(12)}Z`, issuer: 'https://x.example' },
      '`serviceAccount` must be a ServiceAccount. You gave a secret.',
    ],
    ['no service key', untyped(ServiceKeyToken), { expires }, '`serviceKey` is required'],
    [
      'IDs as roles',
      untyped(ServiceAccount),
      { roles: ['role_1'] },
      '`roles` must be Role constructs',
    ],
    [
      'a text as delivery',
      untyped(ApplicationKey),
      { delivery: 'claim' },
      '`delivery` must be a SecretDelivery',
    ],
    [
      'a text as rotation',
      untyped(ApplicationKey),
      { rotation: '90d' },
      '`rotation` must be a Rotation',
    ],
    [
      'a function as consumer',
      untyped(ApplicationKey),
      { consumer: () => 1 },
      '`consumer` must be an ISecretConsumer',
    ],
    [
      'a text as provider',
      untyped(Role),
      { provider: 'other' },
      '`provider` must be the construct of a provider. You gave "other".',
    ],
    [
      'another team role',
      untyped(Member),
      { email: 'a@b.example', teamRole: 'root' },
      '`teamRole` must be "owner", "admin" or "user". You gave "root".',
    ],
    ['no terms', untyped(ServiceKey), { name: 'chat' }, '`acceptTerms` is required'],
    ['a number as name', untyped(Group), { name: 5 }, 'the name 5 must be a line'],
    [
      'no email address',
      untyped(Member),
      { teamRole: 'user' },
      '`email` is required: an email address.',
    ],
  ])(
    'is refused with %s, and the error says what it must be',
    (_what, construct, props, message) => {
      expect(make(construct, props)).toThrow(message);
      expect(make(construct, props)).not.toThrow(
        /Cannot (read|destructure)|is not (a function|iterable)/,
      );
    },
  );
});
