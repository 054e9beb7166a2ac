# The keys of a platform, applied by any runner that has an OIDC token in a file.

terraform {
  required_version = ">= 1.11"

  required_providers {
    keyplane = {
      # Replace the host by that of your Keyplane.
      source  = "keys.example.com/keyplane/keyplane"
      version = "~> 0.1"
    }
  }

  # TF_HTTP_* in the environment say where the state is kept. Any other backend that every run reaches works too.
  backend "http" {}
}

variable "issuer" {
  type        = string
  description = "The issuer of the OIDC tokens, such as that of a Kubernetes cluster."
}

variable "subject" {
  type        = string
  description = "The subject of the tokens, such as `system:serviceaccount:ci:keyplane`."
}

# KEYPLANE_ENDPOINT has the address of Keyplane. In the pipeline, the credentials are
# KEYPLANE_SERVICE_ACCOUNT_ID and an OIDC token.
provider "keyplane" {
  stack = "ci"
}

resource "keyplane_role" "key_manager" {
  name = "key-manager"
  permissions = [
    "roles.read",
    "roles.create",
    "roles.update",
    "roles.delete",
    "service_accounts.read",
    "service_accounts.create",
    "service_accounts.update",
    "service_accounts.delete",
    "service_account_keys.read",
    "service_account_keys.create",
    "service_account_keys.update",
    "service_account_keys.rotate",
    "service_account_keys.claim",
    "service_account_keys.revoke",
    "federated_identities.read",
    "federated_identities.create",
    "federated_identities.update",
    "federated_identities.delete",
  ]
}

resource "keyplane_service_account" "pipeline" {
  name     = "pipeline"
  role_ids = [keyplane_role.key_manager.id]
}

resource "keyplane_federated_identity" "runner" {
  service_account_id = keyplane_service_account.pipeline.id
  name               = "Runner"
  issuer             = var.issuer
  subject_pattern    = var.subject
}

output "service_account_id" {
  value = keyplane_service_account.pipeline.id
}
