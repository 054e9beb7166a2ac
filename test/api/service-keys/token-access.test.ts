import { grantOfTeamRole, type Grant } from '../../../api/domain/permission';
import { KEY_OPERATIONS, type KeyOperation } from '../../../api/keys/key-access-policy';
import { tokenAccess, type TokenAccess } from '../../../api/service-keys/token-access';

const grantOf = (...permissions: string[]): Grant => ({
  permissions: new Set(permissions),
  everyServicePermission: false,
});
const each = KEY_OPERATIONS.map((operation) => `service_key_tokens.${operation}`);
const manage = 'service_key_tokens.manage';

/** Every kind of caller. `mem_1` has personal tokens. */
const PRINCIPALS = {
  'the owner': { id: 'mem_owner', grant: grantOfTeamRole('owner') },
  'an admin': { id: 'mem_admin', grant: grantOfTeamRole('admin') },
  'the member': { id: 'mem_1', grant: grantOfTeamRole('user') },
  'the member by a token for reading': { id: 'mem_1', grant: grantOf('service_key_tokens.read') },
  'the owner by a token without manage': { id: 'mem_owner', grant: grantOf(...each) },
  'another user': { id: 'mem_2', grant: grantOfTeamRole('user') },
  'an account that manages tokens': { id: 'sa_1', grant: grantOf(...each, manage) },
  'an account that does not': { id: 'sa_1', grant: grantOf(...each) },
  'an account that only manages': { id: 'sa_1', grant: grantOf(manage) },
} as const;

const personal = { ownerKind: 'member', ownerId: 'mem_1' } as const;
const shared = { ownerKind: 'service_key', ownerId: 'svk_1' } as const;

type Row = Readonly<Record<KeyOperation, TokenAccess>>;
const all = (access: TokenAccess): Row => ({
  read: access,
  update: access,
  rotate: access,
  claim: access,
  revoke: access,
});
const MANAGED: Row = { ...all('allowed'), rotate: 'secret_for_member', claim: 'member_only' };
const HIDDEN = all('hidden');
const READS: Row = { ...all('not_permitted'), read: 'allowed' };
const READS_OWN: Row = { ...all('not_permitted'), read: 'hidden' };

const TABLE: readonly [keyof typeof PRINCIPALS, personal: Row, shared: Row][] = [
  ['the owner', MANAGED, all('allowed')],
  ['an admin', MANAGED, all('allowed')],
  ['the member', all('allowed'), HIDDEN],
  ['the member by a token for reading', READS, READS_OWN],
  ['the owner by a token without manage', HIDDEN, HIDDEN],
  ['another user', HIDDEN, HIDDEN],
  ['an account that manages tokens', MANAGED, all('allowed')],
  ['an account that does not', HIDDEN, HIDDEN],
  ['an account that only manages', all('not_permitted'), all('not_permitted')],
];

const CASES = TABLE.flatMap(([who, ofPersonal, ofShared]) =>
  KEY_OPERATIONS.flatMap((operation) => [
    [who, operation, 'a personal token', personal, ofPersonal[operation]] as const,
    [who, operation, 'a shared token', shared, ofShared[operation]] as const,
  ]),
);

test.each(CASES)(
  'the policy decides whether %s may %s %s',
  (who, operation, _kind, token, access) => {
    expect(tokenAccess(PRINCIPALS[who], token, operation)).toBe(access);
  },
);

test('a service account is not a member, even if it had the ID of one', () => {
  const account = { id: 'svk_1', grant: grantOf(...each) };
  expect(tokenAccess(account, shared, 'rotate')).toBe('hidden');
});
