resource "keyplane_service_account" "release_pipeline" {
  name = "release pipeline"
}

# Workflows on the main branch of this repository act for the account, without a stored key.
resource "keyplane_federated_identity" "github" {
  service_account_id = keyplane_service_account.release_pipeline.id
  name               = "GitHub Actions"
  issuer             = "https://token.actions.githubusercontent.com"
  subject_pattern    = "repo:acme/app:ref:refs/heads/main"

  claims = {
    repository_id       = "123456"
    repository_owner_id = "654321"
  }
}
