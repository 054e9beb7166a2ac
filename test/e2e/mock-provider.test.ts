import { type ServedForReattach } from '../../provider/terraform-plugin';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { serveKeyplaneProvider, SOURCE } from './support/keyplane-workspace';

/** Each value that a resource may take from another one. */
const MAIN = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}

data "keyplane_role" "known" {
  name = "reader"
}
data "keyplane_wallet" "known" {
  name = "calls"
}
data "keyplane_member" "known" {
  email = "ada@example.com"
}
data "keyplane_service_account_key" "known" {
  id = keyplane_service_account_key.timed.id
}

resource "keyplane_role" "reader" {
  name        = "reader"
  permissions = ["reports.read"]
}
resource "keyplane_service_account" "ci" {
  name     = "ci"
  role_ids = [keyplane_role.reader.id, data.keyplane_role.known.id]
}
resource "keyplane_service_account_key" "timed" {
  service_account_id = keyplane_service_account.ci.id
  name               = "timed"
  expires_in         = "30d"
  secret_delivery    = "claim"
  claimant_id        = keyplane_service_account.ci.id
  rotation           = { every = "10d", when_changed = { role = keyplane_role.reader.id } }
}
resource "keyplane_service_account_key" "same" {
  service_account_id = keyplane_service_account.ci.id
  name               = keyplane_service_account_key.timed.client_id
  expires_at         = data.keyplane_service_account_key.known.expires_at
}
resource "keyplane_federated_identity" "github" {
  service_account_id = keyplane_service_account.ci.id
  name               = "GitHub"
  issuer             = "https://token.actions.githubusercontent.com"
  subject_pattern    = "repo:org/app:ref:refs/heads/main"
  claims             = { repository_id = keyplane_role.reader.id }
}
resource "keyplane_application_key" "laptop" {
  description = "laptop"
}
resource "keyplane_member" "ada" {
  email     = data.keyplane_member.known.email
  name      = "Ada"
  team_role = "user"
}
resource "keyplane_group" "on_call" {
  name       = "On call"
  member_ids = [keyplane_member.ada.id]
}
resource "keyplane_wallet" "calls" {
  name     = "calls"
  currency = data.keyplane_wallet.known.currency
}
resource "keyplane_service_key" "app" {
  name       = "app"
  member_ids = [keyplane_member.ada.id]
  services = [{
    service_id     = "text"
    billing_policy = "pay_as_you_go"
    model_ids      = ["large"]
    wallet_id      = keyplane_wallet.calls.id
  }]
}
resource "keyplane_service_key_token" "shared" {
  service_key_id = keyplane_service_key.app.id
  kind           = "shared"
  name           = "app"
}
`;

describe('a configuration that terraform test runs on a mock of the provider', () => {
  let served: ServedForReattach;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    served = await serveKeyplaneProvider();
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': MAIN },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await served.close();
  });

  it.each([
    ['a bare mock', 'mock_provider "keyplane" {}'],
    [
      'a mock with IDs of its own',
      `mock_provider "keyplane" {
        mock_resource "keyplane_service_account" {
          defaults = { id = "an account" }
        }
        mock_resource "keyplane_role" {
          defaults = { id = "role-1" }
        }
      }`,
    ],
  ])('passes with %s', async (_what, mock) => {
    await workspace.write({
      'tests/mock.tftest.hcl': `${mock}
        run "plan" {
          command = plan
        }
        run "apply" {
          assert {
            condition     = keyplane_service_account_key.timed.service_account_id == keyplane_service_account.ci.id
            error_message = "The key is on another account."
          }
        }`,
    });
    const { exitCode, stdout, stderr } = await workspace.run('test');
    expect(stderr + stdout).toContain('2 passed, 0 failed');
    expect(exitCode).toBe(0);
  });
});
