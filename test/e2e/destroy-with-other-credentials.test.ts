import type { Credentials } from '../support/api';
import { VERSIONS } from './support/keyplane-workspace';
import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

/** One object of every kind that the credentials of another team could try to delete. */
const ONE_OF_EACH = `
resource "keyplane_role" "r" {
  name        = "reader"
  permissions = ["reports.read"]
}
resource "keyplane_service_account" "a" {
  name     = "ci"
  role_ids = [keyplane_role.r.id]
  lifecycle { create_before_destroy = true }
}
resource "keyplane_service_account_key" "k" {
  service_account_id = keyplane_service_account.a.id
  name               = "deploy"
  expires_in         = "30d"
}
resource "keyplane_federated_identity" "f" {
  service_account_id = keyplane_service_account.a.id
  name               = "main"
  issuer             = "https://issuer.example.com"
  subject_pattern    = "repo:acme/app:ref:refs/heads/main"
}
resource "keyplane_application_key" "mine" {}
resource "keyplane_member" "ada" {
  email     = "ada@default.example"
  name      = "Ada"
  team_role = "user"
}
resource "keyplane_group" "g" {
  name = "on call"
}
resource "keyplane_wallet" "w" {
  name     = "main"
  currency = "EUR"
}
resource "keyplane_service_key" "s" {
  name         = "app"
  accept_terms = "2026-11"
}
resource "keyplane_service_key_token" "t" {
  service_key_id = keyplane_service_key.s.id
  kind           = "shared"
  name           = "app"
}
`;

describe('a destroy with credentials that cannot see the objects of the state', () => {
  let workspace: UsedWorkspace;

  beforeEach(async () => {
    workspace = await createUsedWorkspace();
    await workspace.write({ 'provider.tf': VERSIONS });
    workspace.environment['KEYPLANE_ENDPOINT'] = workspace.api.url;
    actAs(workspace.api.team.owner);
  });
  afterEach(() => workspace.cleanup());

  // Taken from the environment, because a saved plan contains the configuration of the provider.
  function actAs({ clientId, secret }: Credentials): void {
    workspace.environment['KEYPLANE_CLIENT_ID'] = clientId;
    workspace.environment['KEYPLANE_CLIENT_SECRET'] = secret;
  }
  const configure = (hcl: string) => workspace.write({ 'main.tf': hcl });
  const addresses = async () =>
    (await workspace.run('state', 'list')).stdout.trim().split('\n').filter(Boolean);
  const said = ({ stderr }: { stderr: string }) => stderr.replaceAll(/[\s│╷╵]+/g, ' ');

  async function admit(teamRole: string): Promise<Credentials> {
    const invited = await workspace
      .outside()
      .post('/v1/members')
      .send({ email: 'bob@default.example', name: 'Bob', team_role: teamRole })
      .expect(201);
    const { token } = invited.body.invitation;
    const accepted = await workspace.api.as().post('/v1/invitations/accept').send({ token });
    const { client_id: clientId, secret } = accepted.body.application_key;
    return { clientId, secret };
  }

  it('keeps every kind of object in the state if credentials of another team apply the plan', async () => {
    await configure(ONE_OF_EACH);
    await workspace.apply();
    const before = await addresses();
    expect(before).toHaveLength(10);
    await workspace.plan({ out: 'destroy' }, '-destroy');
    const { owner: foreigner } = await workspace.api.foundTeam('other');
    actAs(foreigner);

    const applied = await workspace.run('apply', 'destroy');
    expect(applied.exitCode).toBe(1);
    expect(said(applied)).toContain('belongs to a different team');
    expect(await addresses()).toEqual(before);

    const direct = await workspace.run('destroy', '-auto-approve', '-refresh=false');
    expect(direct.exitCode).toBe(1);
    expect(said(direct)).toContain(`in the team ${workspace.api.team.id}`);
    expect(await addresses()).toEqual(before);

    actAs(workspace.api.operator);
    const byOperator = await workspace.run('destroy', '-auto-approve', '-refresh=false');
    expect(byOperator.exitCode).toBe(1);
    expect(await addresses()).toEqual(before);

    actAs(workspace.api.team.owner);
    await workspace.destroy('-refresh=false');
    expect(await addresses()).toEqual([]);
  });

  it("keeps another member's application key, until that member has left the team", async () => {
    const bob = await admit('admin');
    actAs(bob);
    await configure('resource "keyplane_application_key" "mine" {}');
    await workspace.apply();
    const { id, member_id: bobId } = await workspace.values('keyplane_application_key.mine');

    actAs(workspace.api.team.owner);
    const refused = await workspace.run('destroy', '-auto-approve', '-refresh=false');
    expect(refused.exitCode).toBe(1);
    expect(said(refused)).toContain(`It belongs to ${String(bobId)}`);
    expect(await addresses()).toHaveLength(1);
    await workspace.api
      .as(bob)
      .get(`/v1/application-keys/${String(id)}`)
      .expect(200);

    await workspace
      .outside()
      .delete(`/v1/members/${String(bobId)}`)
      .expect(204);
    await workspace.destroy('-refresh=false');
    expect(await addresses()).toEqual([]);
  });

  it('does not recreate tokens that a member without the permission to manage tokens cannot see', async () => {
    await configure(ONE_OF_EACH.slice(ONE_OF_EACH.indexOf('resource "keyplane_service_key"')));
    await workspace.apply();
    actAs(await admit('user'));
    for (const args of [['plan'], ['destroy', '-auto-approve', '-refresh=false']]) {
      const run = await workspace.run(...args);
      expect(run.exitCode).toBe(1);
      expect(said(run)).toContain('service_key_tokens.manage');
    }
    expect(await addresses()).toHaveLength(2);
  });

  it('destroys keys whose account was deleted, and an account that is already gone', async () => {
    await configure(ONE_OF_EACH);
    await workspace.apply();
    const { id } = await workspace.values('keyplane_service_account.a');
    await workspace
      .outside()
      .delete(`/v1/service-accounts/${String(id)}`)
      .expect(200);
    await workspace.destroy('-refresh=false');
    expect(await addresses()).toEqual([]);
  });
});
