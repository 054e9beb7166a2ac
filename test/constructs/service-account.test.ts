import 'cdktf/lib/testing/adapters/jest';
import { Expiry, l1, Role, ServiceAccount } from '@keyplane/cdktf';
import { Fn, type TerraformStack, Testing } from 'cdktf';
import { createStack, referenceTo, synthesize } from './support/synthesis';

Testing.setupJest();

const ACCOUNT = 'keyplane_service_account';

describe('a service account', () => {
  test('has the ID of its construct as its name by default, and omits everything that is not set', () => {
    const stack = createStack();
    new ServiceAccount(stack, 'ci');
    expect(synthesize(stack).resources(ACCOUNT)).toEqual([{ name: 'ci' }]);
  });

  test('has the values of its properties', () => {
    const stack = createStack();
    const role = Role.fromRoleId(stack, 'reader', 'role_01');
    const props = { name: 'CI', description: 'Deploys', enabled: false, roles: [role] };
    new ServiceAccount(stack, 'ci', props);
    expect(Testing.synth(stack)).toHaveResourceWithProperties(l1.serviceAccount.ServiceAccount, {
      name: 'CI',
      description: 'Deploys',
      enabled: false,
      role_ids: ['role_01'],
    });
  });

  test('has a role only once, however often it is granted, even after the role was used', () => {
    const stack = createStack();
    const reader = new Role(stack, 'reader').allow('reports.read');
    const writer = new Role(stack, 'writer').allow('reports.write');
    const account = new ServiceAccount(stack, 'ci', { roles: [reader] });
    account.addKey('deploy', { expires: Expiry.never() });
    account.grantRole(reader, writer).grantRole(writer);
    const role_ids = [reader, writer].map(({ resource }) => referenceTo(resource, 'id'));
    expect(synthesize(stack).resources(ACCOUNT)).toEqual([{ name: 'ci', role_ids }]);
  });

  test('keeps its address in Terraform when it is renamed', () => {
    const stack = createStack();
    const account = new ServiceAccount(stack, 'ci', { name: 'before' });
    const before = referenceTo(account.resource, 'id');
    account.resource.name = 'after';
    expect(referenceTo(account.resource, 'id')).toBe(before);
    expect(synthesize(stack).resources(ACCOUNT)).toEqual([{ name: 'after' }]);
  });

  test.each([
    ['is empty', ''],
    ['is too long', 'x'.repeat(201)],
    ['begins with a space', ' ci'],
    ['has two lines', 'c\ni'],
    ['turns the reading direction', 'ci\u202Eic'],
  ])('is refused at its path if its name %s', (_, name) => {
    expect(() => new ServiceAccount(createStack(), 'ci', { name })).toThrow(
      /^test\/ci: the name ".*" must be a line of 1 to 200 characters/,
    );
  });

  test.each([
    ['200 characters', 'x'.repeat(200)],
    ['characters of any language', '发布-流水线'],
    ['what only Terraform will know', Fn.upper('ci')],
  ])('may have a name of %s', (_, name) => {
    expect(() => new ServiceAccount(createStack(), 'ci', { name })).not.toThrow();
  });
});

describe('a service account that another stack manages', () => {
  test('is not declared, and can be given keys', () => {
    const stack = createStack();
    const account = ServiceAccount.fromServiceAccountId(stack, 'ci', 'sa_01');
    account.addKey('deploy', { expires: Expiry.after('30d') });
    expect(synthesize(stack).resources(ACCOUNT)).toEqual([]);
    expect(synthesize(stack).resources('keyplane_service_account_key')).toEqual([
      expect.objectContaining({ service_account_id: 'sa_01', name: 'deploy', expires_in: '30d' }),
    ]);
  });

  test('cannot be granted a role, and the error says where to grant it', () => {
    const stack = createStack();
    const account = ServiceAccount.fromServiceAccountId(stack, 'ci', 'sa_01');
    expect(() => account.grantRole(new Role(stack, 'reader'))).toThrow(
      /^test\/ci: you cannot grant roles to an imported service account.*Grant the roles there/,
    );
  });

  test('is refused with the ID of something else', () => {
    expect(() => ServiceAccount.fromServiceAccountId(createStack(), 'ci', 'role_01')).toThrow(
      'test/ci: "role_01" is not the ID of a service account, which begins with "sa_".',
    );
  });
});

describe('a role', () => {
  test('has the permissions from its properties and from later calls, each once', () => {
    const stack = createStack();
    const role = new Role(stack, 'reader', { permissions: ['reports.read'], description: 'Reads' });
    role.allow('events.read', 'reports.read');
    expect(synthesize(stack).resources('keyplane_role')).toMatchObject([
      { name: 'reader', description: 'Reads', permissions: ['reports.read', 'events.read'] },
    ]);
  });

  test('may have no permission yet', () => {
    const stack = createStack();
    new Role(stack, 'reader');
    expect(synthesize(stack).resources('keyplane_role')).toMatchObject([
      { name: 'reader', permissions: [] },
    ]);
  });

  const NOTHING = 'The role has no permissions, so it grants nothing. Set `permissions`, or call';
  test.each<[string, (stack: TerraformStack) => Role, readonly unknown[]]>([
    [
      'is a warning',
      (stack) => new Role(stack, 'reader'),
      [{ type: '@cdktf/warn', data: expect.stringContaining(NOTHING) }],
    ],
    [
      'causes no warning if the list says so',
      (stack) => new Role(stack, 'reader', { permissions: [] }),
      [],
    ],
    [
      'causes no warning after `allow`',
      (stack) => new Role(stack, 'reader').allow('reports.read'),
      [],
    ],
  ])('without permissions %s', (_what, make, expected) => {
    const stack = createStack();
    const role = make(stack);
    synthesize(stack);
    expect(role.node.metadata).toMatchObject(expected);
  });

  test.each(['', 'reports', 'reports.', 'Reports.read', 'reports.read.all', '*', 'reports.*'])(
    'is not allowed %j',
    (permission) => {
      expect(() => new Role(createStack(), 'reader').allow(permission)).toThrow(
        /^test\/reader: ".*" is not a permission: write <resource>\.<action>/,
      );
    },
  );

  test('of another stack is refused with the ID of something else', () => {
    expect(() => Role.fromRoleId(createStack(), 'reader', 'sa_01')).toThrow(
      'test/reader: "sa_01" is not the ID of a role, which begins with "role_".',
    );
  });
});
