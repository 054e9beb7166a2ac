import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TEAM_ROLE_PERMISSIONS } from '../../api/domain/permission';
import { keyplanePages } from '../../provider/documentation/keyplane-pages';
import { readPageSources } from '../../provider/documentation/read-page-sources';
import type { Credentials } from '../support/api';
import {
  createKeyplaneWorkspace,
  type KeyplaneWorkspace,
  providerBlock,
} from './support/keyplane-workspace';

const SOURCES = readPageSources();
const PAGES = keyplanePages(SOURCES);
const CATALOG = path.join(__dirname, '../../api/catalog/default-catalog.json');

/** The examples that a service account can apply. Only a member has application keys. */
const EXAMPLES = Object.entries(SOURCES.examples).filter(
  ([file]) =>
    file.endsWith('/resource.tf') && file !== 'resources/keyplane_application_key/resource.tf',
);

describe('the permissions on the page of a resource', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
    const { api } = workspace;
    const catalog = readFileSync(CATALOG, 'utf8');
    await api.as(api.operator).put('/v1/catalog').type('json').send(catalog).expect(200);
  });
  afterAll(() => workspace.cleanup());

  it.each(EXAMPLES)('are enough to apply, plan and destroy %s', async (file, hcl) => {
    const { clientId, secret } = await accountWith(file, permissionsFor(hcl));
    const credentials = { client_id: clientId, client_secret: secret };
    await workspace.write({ 'provider.tf': providerBlock(workspace.api, credentials) });
    await workspace.configure(hcl);
    await workspace.apply();
    const destroyed = await workspace.destroy();
    expect(destroyed.stdout).toContain('Destroy complete!');
    expect(destroyed.stdout).not.toContain('Warning:');
  });

  async function accountWith(name: string, permissions: readonly string[]): Promise<Credentials> {
    const owner = workspace.outside();
    const { body: role } = await owner.post('/v1/roles').send({ name, permissions }).expect(201);
    const account = { name, role_ids: [role.id] };
    const { body: made } = await owner.post('/v1/service-accounts').send(account).expect(201);
    const key = { service_account_id: made.id, name, expires_in: '1d' };
    const { body } = await owner.post('/v1/service-account-keys').send(key).expect(201);
    return { clientId: body.client_id as string, secret: body.secret as string };
  }
});

/** The permissions on the pages of the resources in the example, and those that it grants itself. */
function permissionsFor(hcl: string): readonly string[] {
  const onPages = [...hcl.matchAll(/^resource "keyplane_(\w+)"/gm)].flatMap(([, name = '']) => {
    const page = PAGES.get(`resources/${name}.md`) ?? '';
    const [, section = ''] = /## Permissions\n([\s\S]*?)(?:\n## |$)/.exec(page) ?? [];
    return [...section.matchAll(/`([a-z_]+\.[a-z]+)`/g)].map(([, permission = '']) => permission);
  });
  const granted = [...hcl.matchAll(/"([a-z_]+\.[a-z]+)"/g)].map(
    ([, permission = '']) => permission,
  );
  const ofUsers = hcl.includes('team_role = "user"') ? TEAM_ROLE_PERMISSIONS.user : [];
  return [...new Set([...onPages, ...granted, ...ofUsers])];
}
