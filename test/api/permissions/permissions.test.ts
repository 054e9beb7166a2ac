import {
  isKeyplanePermission,
  KEYPLANE_PERMISSIONS,
  TEAM_ROLES,
} from '../../../api/domain/permission';
import type { Endpoint } from '../../../api/http/endpoint';
import { suggestPermission } from '../../../api/roles/permission-suggestion';
import { startOrganization, type Agent, type Organization } from '../teams/organization';

interface PublishedPermission {
  readonly permission: string;
  readonly description: string;
  readonly owner: boolean;
  readonly admin: boolean;
  readonly user: boolean;
  readonly members_only: boolean;
}

describe('permissions', () => {
  let organization: Organization;
  let matrix: readonly PublishedPermission[];
  let endpoints: readonly Endpoint[];

  beforeAll(async () => {
    organization = await startOrganization('sqlite');
    matrix = (await organization.owner.get('/v1/permissions').expect(200)).body.items;
    ({ endpoints } = organization);
  });
  afterAll(() => organization.close());

  test('are published once each, with a description', () => {
    expect(matrix.map(({ permission }) => permission)).toEqual([...KEYPLANE_PERMISSIONS]);
    for (const { description } of matrix) expect(description).toMatch(/^[A-Z].*\.$/);
    expect(matrix.filter(({ owner }) => !owner)).toEqual([]);
  });

  test('are marked if only members can use them', () => {
    const marked = matrix.filter((each) => each.members_only).map(({ permission }) => permission);
    const ofApplicationKeys = matrix
      .map(({ permission }) => permission)
      .filter((permission) => permission.startsWith('application_keys.'));
    expect(marked).toEqual(ofApplicationKeys);
  });

  test("are readable with any credential, even the operator's", async () => {
    const user = await organization.join(organization.owner, 'user');
    expect((await user.get('/v1/permissions').expect(200)).body.items).toEqual(matrix);
    await organization.operator.get('/v1/permissions').expect(200);
    await organization.anonymous.get('/v1/permissions').expect(401);
  });

  test.each(TEAM_ROLES)('are enforced on every endpoint as published for %s', async (role) => {
    const member = await organization.join(organization.owner, role);
    const published = new Map(matrix.map((row) => [row.permission, row[role]]));
    for (const endpoint of endpoints) {
      const { access } = endpoint;
      if (!isKeyplanePermission(access)) continue;
      expect(published.has(access)).toBe(true);
      const { status, body } = await call(member, endpoint);
      const refused =
        status === 403 && String(body.detail).startsWith(`This needs the permission ${access},`);
      expect({ endpoint: endpoint.operationId, role, allowed: !refused }).toEqual({
        endpoint: endpoint.operationId,
        role,
        allowed: published.get(access),
      });
    }
  });

  test('are required by an endpoint, or by the service behind an endpoint', () => {
    const asked = new Set(endpoints.map(({ access }) => access).filter(isKeyplanePermission));
    // The kind of key decides which permission a claim needs.
    for (const keys of [
      'application_keys',
      'service_account_keys',
      'service_key_tokens',
    ] as const) {
      asked.add(`${keys}.claim`);
    }
    // Members may remove themselves and create their own tokens. Verification has its own paths.
    asked.add('members.delete').add('keys.verify').add('service_key_tokens.manage');
    expect([...asked].sort()).toEqual([...KEYPLANE_PERMISSIONS].sort());
  });

  test.each([
    ['service_accounts.raed', 'service_accounts.read'],
    ['roles.udpate', 'roles.update'],
    ['keys.verfy', 'keys.verify'],
  ])('are suggested for a misspelled name: for %s, %s', (misspelled, meant) => {
    expect(suggestPermission(misspelled)).toBe(meant);
  });
});

/** A request that passes or fails the permission check. Even if it passes, it changes nothing. */
function call(agent: Agent, { method, path }: Endpoint) {
  const target = path.replaceAll(/\{\w+\}/g, 'absent_0');
  const impossible = { impossible: true };
  switch (method) {
    case 'get':
      return agent.get(target);
    case 'delete':
      return agent.delete(target);
    case 'post':
      return agent.post(target, impossible);
    case 'patch':
      return agent.patch(target, impossible);
    case 'put':
      throw new Error(`No agent speaks PUT, which ${path} asks for.`);
  }
}
