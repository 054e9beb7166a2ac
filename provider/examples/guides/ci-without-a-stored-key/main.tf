resource "keyplane_role" "pipeline" {
  name = "pipeline"
  permissions = [
    "roles.read",
    "service_accounts.read",
    "service_accounts.create",
    "service_accounts.update",
    "service_accounts.delete",
    "service_account_keys.read",
    "service_account_keys.create",
    "service_account_keys.update",
    "service_account_keys.rotate",
    "service_account_keys.revoke",
  ]
}

resource "keyplane_service_account" "pipeline" {
  name     = "pipeline"
  role_ids = [keyplane_role.pipeline.id]
}

resource "keyplane_federated_identity" "main_branch" {
  service_account_id = keyplane_service_account.pipeline.id
  name               = "main branch"
  issuer             = "https://token.actions.githubusercontent.com"
  subject_pattern    = "repo:acme/platform:ref:refs/heads/main"

  claims = {
    repository_id       = "234567"
    repository_owner_id = "765432"
  }
}

output "service_account_id" {
  value = keyplane_service_account.pipeline.id
}
