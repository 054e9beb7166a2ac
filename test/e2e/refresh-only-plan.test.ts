import type { ServedForReattach } from '../../provider/terraform-plugin';
import { createFederationApi, type FederationApi } from '../api/federation/support/federation-api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { providerBlock, serveKeyplaneProvider } from './support/keyplane-workspace';

const JWK = JSON.stringify({
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
});
const SERVICES = [{ id: 'detect', name: 'Detect', free: true, billing_policies: ['free'] }];

const oneOfEachKind = ({ issuer, jwk, when = 'first' }: Record<string, string>) => `
resource "keyplane_role" "reader" {
  name        = "reader"
  permissions = ["reports.read", "events.read"]
}
resource "keyplane_service_account" "ci" {
  name     = "ci"
  role_ids = [keyplane_role.reader.id]
}
resource "keyplane_service_account_key" "plain" {
  service_account_id = keyplane_service_account.ci.id
  name               = "plain"
  expires_in         = "30d"
  rotation           = { when_changed = { by = "${when}" } }
}
resource "keyplane_service_account_key" "claimed" {
  service_account_id = keyplane_service_account.ci.id
  name               = "claimed"
  expires_at         = "2030-01-01T00:00:00+01:00"
  secret_delivery    = "claim"
  rotation           = { every = "30d", overlap = "24h" }
}
resource "keyplane_service_account_key" "signing" {
  service_account_id = keyplane_service_account.ci.id
  name               = "signing"
  expires_at         = "never"
  secret_delivery    = "public_key"
  public_jwk         = jsonencode(${jwk})
}
resource "keyplane_federated_identity" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "CI"
  issuer             = "${issuer}"
  subject_pattern    = "repo:acme/app:ref:refs/heads/main"
  claims             = { repository_id = "123456", repository_owner_id = "654321" }
}
resource "keyplane_application_key" "mine" {
  description = "mine"
}
resource "keyplane_application_key" "bare" {}
resource "keyplane_member" "ada" {
  email     = "Ada@example.com"
  name      = "Ada"
  team_role = "user"
}
resource "keyplane_group" "alerted" {
  name       = "alerted"
  member_ids = [keyplane_member.ada.id]
  topics     = ["account_alerts"]
}
resource "keyplane_wallet" "money" {
  name     = "money"
  currency = "EUR"
}
resource "keyplane_service_key" "app" {
  name         = "app"
  accept_terms = "2026-11"
  services     = [{ service_id = "detect", billing_policy = "free" }]
}
resource "keyplane_service_key_token" "app" {
  service_key_id = keyplane_service_key.app.id
  kind           = "shared"
  name           = "app"
}
data "keyplane_service_account" "ci" {
  id         = keyplane_service_account.ci.id
  depends_on = [keyplane_service_account_key.plain]
}
output "numbers" {
  value = {
    version = keyplane_service_account_key.plain.secret_version
    active  = data.keyplane_service_account.ci.active_key_count
  }
}
`;

describe('plan -refresh-only -detailed-exitcode', () => {
  let api: FederationApi;
  let served: ServedForReattach;
  let workspace: TerraformWorkspace;
  const main = (when: string) => oneOfEachKind({ issuer: api.outside.url, jwk: JWK, when });

  beforeAll(async () => {
    api = await createFederationApi();
    await api.as(api.operator).put('/v1/catalog').send({ services: SERVICES }).expect(200);
    served = await serveKeyplaneProvider({ now: () => api.clock.now() });
    workspace = await createTerraformWorkspace({
      files: {
        'provider.tf': providerBlock(api),
        'main.tf': main('first'),
      },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await served.close();
    await api.close();
  });

  const refreshOnly = () => workspace.plan({ detailedExitCode: true }, '-refresh-only');

  it('finds nothing after an apply, whatever kind a resource is of', async () => {
    await workspace.apply();
    const { exitCode, stdout } = await refreshOnly();
    expect(stdout).toContain('No changes');
    expect(exitCode).toBe(0);
  });

  it('finds nothing after an import', async () => {
    const address = 'keyplane_application_key.bare';
    const { values } = await workspace.show();
    const bare = values?.root_module.resources?.find((each) => each.address === address);
    await workspace.run('state', 'rm', address);
    await workspace.import(address, String(bare?.values['id']));
    expect((await refreshOnly()).exitCode).toBe(0);
  });

  it('finds nothing after a change that rotates', async () => {
    await workspace.write({ 'main.tf': main('second') });
    const { stdout } = await workspace.apply();
    expect(stdout).toContain('1 changed');
    expect((await refreshOnly()).exitCode).toBe(0);
  });

  it('finds nothing after the refresh was applied', async () => {
    await workspace.apply('-refresh-only');
    expect((await refreshOnly()).exitCode).toBe(0);
  });

  it('still finds what was changed elsewhere', async () => {
    const owner = api.as(api.team.owner);
    const { body } = await owner.get('/v1/roles').query({ name: 'reader' }).expect(200);
    await owner.patch(`/v1/roles/${body.items[0].id}`).send({ name: 'renamed' }).expect(200);
    expect((await refreshOnly()).exitCode).toBe(2);
  });
});
