import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

describe('a configuration with data sources', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterAll(() => workspace.cleanup());

  const post = async (path: string, body: object) => {
    const answer = await workspace.outside().post(path).send(body).expect(201);
    return answer.body as Record<string, unknown>;
  };
  const outputs = async (hcl: string) => {
    await workspace.configure(hcl);
    await workspace.apply();
    const { values } = await workspace.show();
    return Object.fromEntries(
      Object.entries(values?.outputs ?? {}).map(([name, { value }]) => [name, value]),
    );
  };
  const errorOf = async (hcl: string) => {
    await workspace.configure(hcl);
    const run = await workspace.run('plan');
    expect(run.exitCode).toBe(1);
    return run.stderr.replaceAll(/\s+/g, ' ');
  };

  it('finds an object by its name or ID, and lists all objects with their last use', async () => {
    const role = await post('/v1/roles', { name: 'reader', permissions: ['reports.read'] });
    const account = await post('/v1/service-accounts', { name: 'ci', role_ids: [role.id] });
    const key = await post('/v1/service-account-keys', {
      service_account_id: account.id,
      name: 'deploy',
      expires_in: '30d',
    });
    const read = await outputs(`
data "keyplane_whoami" "me" {}
data "keyplane_role" "reader" { name = "reader" }
data "keyplane_service_account" "ci" { name = "ci" }
data "keyplane_service_account" "same" { id = data.keyplane_service_account.ci.id }
data "keyplane_service_account_key" "deploy" { id = "${String(key.id)}" }
data "keyplane_service_account_keys" "unused" {
  service_account_id = data.keyplane_service_account.ci.id
  unused_since       = timestamp()
}
data "keyplane_application_keys" "mine" { state = "active" }
data "keyplane_application_key" "first" { id = data.keyplane_application_keys.mine.keys[0].id }
data "keyplane_roles" "all" {}
data "keyplane_service_accounts" "all" {}

output "me" { value = data.keyplane_whoami.me.team_role }
output "permissions" { value = data.keyplane_role.reader.permissions }
output "same" { value = data.keyplane_service_account.same.role_ids }
output "masked" { value = data.keyplane_service_account_key.deploy.masked_secret }
output "delivery" { value = data.keyplane_service_account_key.deploy.secret_delivery }
output "unused" { value = data.keyplane_service_account_keys.unused.keys[*].name }
output "first" { value = data.keyplane_application_key.first.last_used_at }
output "counts" {
  value = [length(data.keyplane_roles.all.roles), length(data.keyplane_service_accounts.all.service_accounts)]
}
`);
    expect(read).toMatchObject({
      me: 'owner',
      permissions: ['reports.read'],
      same: [role.id],
      masked: key.masked_secret,
      delivery: 'plain',
      unused: ['deploy'],
      counts: [1, 1],
    });
    expect(Date.parse(String(read.first))).not.toBeNaN();
  });

  it('refuses a name that no object has, and one that several have', async () => {
    const twins = [
      await post('/v1/service-accounts', { name: 'twin' }),
      await post('/v1/service-accounts', { name: 'twin' }),
    ];
    const hcl = (name: string) => `data "keyplane_service_account" "a" { name = "${name}" }`;
    expect(await errorOf(hcl('nobody'))).toContain('No service account is called "nobody"');
    const ambiguous = await errorOf(hcl('twin'));
    expect(ambiguous).toContain('2 service accounts are called "twin"');
    for (const { id } of twins) expect(ambiguous).toContain(id);
  });

  it('refuses a data source without an ID and a name', async () => {
    expect(await errorOf('data "keyplane_role" "r" {}')).toContain('Set one of `id` and `name`');
  });

  it('reads the team’s policy without a permission, whether or not it is declared', async () => {
    const account = await post('/v1/service-accounts', { name: 'no permissions' });
    const key = await post('/v1/service-account-keys', {
      service_account_id: account.id,
      name: 'reader',
      expires_in: '1d',
    });
    const changed = { max_key_lifetime: '90d', allowed_secret_deliveries: ['claim', 'plain'] };
    await workspace.outside().patch('/v1/team').send(changed).expect(200);
    const read = await outputs(`
provider "keyplane" {
  alias         = "unprivileged"
  endpoint      = "${workspace.api.url}"
  client_id     = "${String(key.client_id)}"
  client_secret = "${String(key.secret)}"
}
data "keyplane_team_policy" "ours" { provider = keyplane.unprivileged }
output "policy" { value = data.keyplane_team_policy.ours }
`);
    const lifted = { max_key_lifetime: null, allowed_secret_deliveries: null };
    await workspace.outside().patch('/v1/team').send(lifted).expect(200);
    expect(read.policy).toEqual({ id: workspace.api.team.id, require_expiry: false, ...changed });
  });

  it('reads the risk agreement, whose version a service key accepts', async () => {
    const { body: terms } = await workspace.outside().get('/v1/terms').expect(200);
    const read = await outputs(`
data "keyplane_terms" "current" {}
resource "keyplane_service_key" "app" {
  name         = "app"
  accept_terms = data.keyplane_terms.current.version
}
output "terms" { value = data.keyplane_terms.current }
output "plan" { value = keyplane_service_key.app.plan }
`);
    expect(read).toEqual({ terms, plan: 'paid' });
  });

  it('parses a secret without asking Keyplane', async () => {
    const { secret } = workspace.api.team.owner;
    const read = await outputs(`
output "good" { value = provider::keyplane::parse_secret("${secret}") }
output "mistyped" { value = provider::keyplane::parse_secret("${secret.slice(0, -1)}").checksum_valid }
output "none" { value = provider::keyplane::parse_secret("hunter2").kind == null }
`);
    expect(read).toEqual({
      good: {
        kind: 'application_key',
        checksum_valid: true,
        masked: `${secret.slice(0, 8)}…${secret.slice(-4)}`,
      },
      mistyped: false,
      none: true,
    });
  });

  it('does not fail an apply for a token whose key was disabled meanwhile', async () => {
    const owner = workspace.outside();
    const { body: key } = await owner.post('/v1/application-keys').send({}).expect(201);
    await workspace.configure(`
ephemeral "keyplane_access_token" "t" {
  client_id     = "${key.client_id}"
  client_secret = "${key.secret}"
}
resource "terraform_data" "disables" {
  provisioner "local-exec" {
    command = <<-EOT
      curl --fail --silent --show-error --request PATCH --header 'content-type: application/json' \\
        --header "authorization: Bearer $TOKEN" --data '{"enabled": false}' \\
        ${workspace.api.url}/v1/application-keys/${key.id}
    EOT
    environment = { TOKEN = ephemeral.keyplane_access_token.t.access_token }
  }
}
`);
    const { stdout } = await workspace.apply();
    expect(stdout).toContain('1 added');
    expect(stdout).not.toContain('Warning: The access token');
    await owner
      .get(`/v1/application-keys/${key.id}`)
      .expect(200)
      .expect(/"enabled":false/);
  });

  it('hands out an access token that no file holds, and revokes it at the end', async () => {
    await workspace.configure(`
ephemeral "keyplane_access_token" "t" {
  lifetime_seconds = 60
}
provider "keyplane" {
  alias         = "second"
  endpoint      = "${workspace.api.url}"
  client_id     = ephemeral.keyplane_access_token.t.access_token
  client_secret = "unused"
}
`);
    await workspace.apply();
    const { body } = await workspace.outside().get('/v1/audit-events').expect(200);
    const actions = (body.items as { action: string }[]).map(({ action }) => action);
    expect(actions).toContain('access_token.revoked');
  });
});
