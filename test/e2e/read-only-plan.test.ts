import type { ServedForReattach } from '../../provider/terraform-plugin';
import { createTestApi, type Credentials, type TestApi } from '../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { eventually } from '../support/eventually';
import { MINUTE } from '../support/manual-clock';
import { serveKeyplaneProvider, SOURCE } from './support/keyplane-workspace';

const READ_ONLY = ['service_accounts.read', 'service_account_keys.read', 'roles.read'];

const key = (name: string) => `
resource "keyplane_service_account_key" "${name}" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_in         = "30d"
}
`;

const config = (...keys: readonly string[]) => `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
resource "keyplane_role" "reports" {
  name        = "reports"
  permissions = ["reports.read"]
}
resource "keyplane_service_account" "ci" {
  name     = "ci"
  role_ids = [keyplane_role.reports.id]
}
${keys.map(key).join('')}
`;

const DEPLOY = 'keyplane_service_account_key.deploy';

describe('a pipeline that plans with a read-only credential and applies with another', () => {
  let api: TestApi;
  let workspace: TerraformWorkspace;
  let writer: ServedForReattach;
  let reader: ServedForReattach;

  beforeEach(async () => {
    api = await createTestApi('sqlite');
    const readOnly = await serviceAccount(READ_ONLY);
    writer = await provider(api.team.owner, 'pipeline');
    reader = await provider(readOnly, 'pipeline');
    workspace = await createTerraformWorkspace({ files: { 'main.tf': config('deploy') } });
    use(writer);
    await workspace.init();
    await workspace.apply();
  });
  afterEach(async () => {
    await workspace.cleanup();
    for (const served of [writer, reader]) await served.close();
    await api.close();
  });

  const outside = () => api.as(api.team.owner);
  const use = ({ environment }: ServedForReattach) => {
    workspace.env.TF_REATTACH_PROVIDERS = environment;
  };
  const provider = (credentials: Credentials, stack: string) =>
    serveKeyplaneProvider({
      environment: {
        KEYPLANE_ENDPOINT: api.url,
        KEYPLANE_CLIENT_ID: credentials.clientId,
        KEYPLANE_CLIENT_SECRET: credentials.secret,
        KEYPLANE_STACK: stack,
      },
    });
  const idsInState = async () => {
    const { values } = await workspace.show();
    return (values?.root_module.resources ?? [])
      .filter(({ type }) => type === 'keyplane_service_account_key')
      .map((resource) => String(resource.values.id))
      .sort();
  };
  const liveKeys = async () => {
    const { body } = await outside()
      .get('/v1/service-account-keys')
      .query({ service_account_id: await accountId() })
      .expect(200);
    return (body.items as { id: string }[]).map(({ id }) => id).sort();
  };
  const accountId = async () => {
    const { body } = await outside().get('/v1/service-accounts?name=ci').expect(200);
    return String(body.items[0].id);
  };

  it('plans without a change, a warning or a trace in Keyplane', async () => {
    use(reader);
    const { exitCode, stdout } = await workspace.plan({ detailedExitCode: true });
    expect(stdout).toContain('No changes.');
    expect(stdout).not.toContain('Warning');
    expect(exitCode).toBe(0);
  });

  it('makes a plan that the other credential applies unchanged', async () => {
    await workspace.write({ 'main.tf': config('deploy', 'release') });
    use(reader);
    const planned = await workspace.plan({ out: 'plan' });
    expect(planned.stdout).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    use(writer);
    const before = await idsInState();
    const applied = await workspace.apply('plan');
    expect(applied.stdout).toContain('Apply complete! Resources: 1 added, 0 changed, 0 destroyed.');
    expect(await idsInState()).toEqual(expect.arrayContaining(before));
    expect(await idsInState()).toHaveLength(2);
    expect(await liveKeys()).toEqual(await idsInState());
    use(reader);
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
  });

  it('fails if it applies with the read-only credential, and the error names the missing permission', async () => {
    await workspace.write({ 'main.tf': config('deploy', 'release') });
    use(reader);
    const { exitCode, stderr } = await workspace.run('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('service_account_keys.create');
    expect(await liveKeys()).toEqual(await idsInState());
  });

  it.each([
    ['a plan', []],
    ['a plan with -refresh=false', ['-refresh=false']],
    ['a plan of this one with -target', [`-target=${DEPLOY}`]],
  ])('confirms the objects of the other credential to Keyplane in %s', async (_how, options) => {
    const [known] = await idsInState();
    const lastNamedAt = async () => {
      const { body } = await outside().get('/v1/creations').expect(200);
      const creations = body.items as { id: string; last_named_at: string | null }[];
      return creations.find(({ id }) => id === known)?.last_named_at;
    };
    api.clock.advance(MINUTE);
    const before = await lastNamedAt();
    use(reader);
    await workspace.plan({}, ...options);
    // Terraform waits for the end of a provider only if it started that provider.
    await eventually(async () => expect(await lastNamedAt()).not.toBe(before));
  });

  async function serviceAccount(permissions: readonly string[]): Promise<Credentials> {
    const post = async (path: string, body: object) =>
      (await outside().post(path).send(body).expect(201)).body;
    const role = await post('/v1/roles', { name: 'plans', permissions });
    const account = await post('/v1/service-accounts', { name: 'plans', role_ids: [role.id] });
    const made = { service_account_id: account.id, name: 'plans', expires_in: '30d' };
    const { client_id: clientId, secret } = await post('/v1/service-account-keys', made);
    return { clientId, secret };
  }
});
