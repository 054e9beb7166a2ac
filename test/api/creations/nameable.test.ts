import { nameable, readableKinds, type Nameable } from '../../../api/creations/nameable';
import { CREATED_KINDS, type CreatedKind } from '../../../api/domain/kinds';
import { grantOfTeamRole, type Grant } from '../../../api/domain/permission';

const grantOf = (...permissions: string[]): Grant => ({
  permissions: new Set(permissions),
  everyServicePermission: false,
});

const OWNER = { kind: 'member', grant: grantOfTeamRole('owner') } as const;
const USER = { kind: 'member', grant: grantOfTeamRole('user') } as const;
const account = (...permissions: string[]) =>
  ({ kind: 'service_account', grant: grantOf(...permissions) }) as const;
const narrowed = (...permissions: string[]) =>
  ({ kind: 'member', grant: grantOf(...permissions), narrowed: true }) as const;

test.each<[string, Parameters<typeof nameable>[0], CreatedKind, Nameable]>([
  ['the owner', OWNER, 'role', 'all'],
  ['the owner', OWNER, 'token', 'all'],
  ['the owner', OWNER, 'service_key', 'all'],
  ['the owner', OWNER, 'application_key', 'own'],
  ['a user', USER, 'role', 'all'],
  ['a user', USER, 'token', 'own'],
  ['a user', USER, 'service_key', 'assigned'],
  ['a user', USER, 'wallet', 'own'],
  ['an account that reads wallets', account('wallets.read'), 'wallet', 'all'],
  ['an account that reads service keys', account('service_keys.read'), 'service_key', 'all'],
  ['an account that reads tokens', account('service_key_tokens.read'), 'token', 'own'],
  ['an account without permissions', account(), 'role', 'own'],
  ['a token for something else', narrowed('members.read'), 'role', 'none'],
  ['a token for something else', narrowed('members.read'), 'application_key', 'none'],
  ['a token that creates', narrowed('roles.create'), 'role', 'own'],
  ['a token that reads', narrowed('roles.read'), 'role', 'all'],
])('%s may name these objects of kind %s: %s', (_who, asking, kind, which) => {
  expect(nameable(asking, kind)).toBe(which);
});

test('a list shows a narrowed token only the kinds that it reads', () => {
  expect(readableKinds(narrowed('roles.read', 'wallets.read', 'groups.create'))).toEqual([
    'role',
    'wallet',
  ]);
  expect(readableKinds(account())).toBeUndefined();
  expect(CREATED_KINDS).toEqual(
    expect.arrayContaining([...(readableKinds(narrowed('roles.read')) ?? [])]),
  );
});
