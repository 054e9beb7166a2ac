import {
  grantOfTeamRole,
  holds,
  isMisspelledKeyplanePermission,
  lacking,
  TEAM_ROLE_PERMISSIONS,
} from '../../../api/domain/permission';

describe('permissions', () => {
  it('give owner and admin every permission of the services, and a user none', () => {
    expect(holds(grantOfTeamRole('owner'), 'reports.read')).toBe(true);
    expect(holds(grantOfTeamRole('admin'), 'reports.read')).toBe(true);
    expect(holds(grantOfTeamRole('user'), 'reports.read')).toBe(false);
  });

  it('are never more for a lower team role', () => {
    const { owner, admin, user } = TEAM_ROLE_PERMISSIONS;
    expect(owner).toEqual(expect.arrayContaining([...admin]));
    expect(admin).toEqual(expect.arrayContaining([...user]));
    expect(admin.length).toBeLessThan(owner.length);
  });

  it('of a user allow reading what the team shares, and managing one’s own keys and tokens', () => {
    const own = ['read', 'create', 'update', 'rotate', 'claim', 'revoke'];
    expect(TEAM_ROLE_PERMISSIONS.user).toEqual([
      'teams.read',
      'members.read',
      'roles.read',
      'groups.read',
      ...own.map((action) => `application_keys.${action}`),
      'service_accounts.read',
      'service_account_keys.read',
      'federated_identities.read',
      'service_keys.read',
      ...own.map((action) => `service_key_tokens.${action}`),
    ]);
  });

  it('are withheld from an admin if the matrix does not list them', () => {
    expect(holds(grantOfTeamRole('admin'), 'teams.update')).toBe(false);
  });

  it('name what the caller lacks to grant them, each once', () => {
    const grant = { permissions: new Set(['roles.read']), everyServicePermission: false };
    expect(lacking(grant, ['roles.read', 'x.y', 'a.b', 'x.y'])).toEqual(['a.b', 'x.y']);
  });

  it('distinguish a misspelled permission of Keyplane from a permission of a service', () => {
    expect(isMisspelledKeyplanePermission('service_accounts.raed')).toBe(true);
    expect(isMisspelledKeyplanePermission('service_accounts.read')).toBe(false);
    expect(isMisspelledKeyplanePermission('reports.read')).toBe(false);
  });
});
