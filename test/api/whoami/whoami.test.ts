import { VERSION } from '../../../api/app/version';
import { KEYPLANE_PERMISSIONS, TEAM_ROLE_PERMISSIONS } from '../../../api/domain/permission';
import { DATABASES } from '../../support/api';
import { startOrganization, type Organization } from '../teams/organization';

const NO_POLICY = {
  max_key_lifetime: null,
  require_expiry: false,
  allowed_secret_deliveries: null,
};

describe.each(DATABASES)('whoami on %s', (databaseName) => {
  let organization: Organization;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
  });
  afterAll(() => organization.close());

  test('shows a member their team, role, key and permissions', async () => {
    const { owner, teamId, slices } = organization;
    const [key] = await slices.keyStore.unrevokedOf(owner.id);
    expect((await owner.get('/v1/whoami').expect(200)).body).toEqual({
      kind: 'member',
      id: owner.id,
      name: 'Owner of default',
      team: { id: teamId, name: 'default', policy: NO_POLICY },
      team_role: 'owner',
      key_id: key?.id,
      session_id: null,
      role_ids: [],
      permissions: [...KEYPLANE_PERMISSIONS].sort(),
      every_service_permission: true,
      restore: null,
      server_version: VERSION,
    });
    const user = await organization.join(owner, 'user');
    expect((await user.get('/v1/whoami')).body).toMatchObject({
      team_role: 'user',
      permissions: [...TEAM_ROLE_PERMISSIONS.user].sort(),
      every_service_permission: false,
    });
  });

  test('shows a service account what its roles grant', async () => {
    const account = await organization.account(organization.owner, ['reports.read', 'keys.verify']);
    const { body: roles } = await organization.owner.get('/v1/roles').expect(200);
    expect((await account.get('/v1/whoami').expect(200)).body).toMatchObject({
      kind: 'service_account',
      id: account.id,
      role_ids: roles.items.map(({ id }: { id: string }) => id),
      team: { id: organization.teamId },
      team_role: null,
      permissions: ['keys.verify', 'reports.read'],
      every_service_permission: false,
    });
  });

  test('shows the operator, who is not in any team', async () => {
    expect((await organization.operator.get('/v1/whoami').expect(200)).body).toMatchObject({
      kind: 'operator',
      team: null,
      team_role: null,
    });
  });

  test('refuses a caller without a credential, and does not tell it the version', async () => {
    const { headers, text } = await organization.anonymous.get('/v1/whoami').expect(401);
    expect(text + JSON.stringify(headers)).not.toContain(VERSION);
  });
});
