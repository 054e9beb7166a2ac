# The keys of a platform, applied by GitLab CI without a stored key.

terraform {
  required_version = ">= 1.11"

  required_providers {
    keyplane = {
      # Replace the host by that of your Keyplane.
      source  = "keys.example.com/keyplane/keyplane"
      version = "~> 0.1"
    }
  }

  # TF_HTTP_* in the environment say where: .gitlab-ci.yml keeps the state in GitLab.
  backend "http" {}
}

variable "gitlab_url" {
  type        = string
  description = "The address of GitLab, which issues the tokens. CI_SERVER_URL in a job."
  default     = "https://gitlab.com"
}

variable "project_path" {
  type        = string
  description = "The project, such as `acme/platform`. CI_PROJECT_PATH in a job."
}

variable "project_id" {
  type        = string
  description = "The ID of the project. CI_PROJECT_ID in a job."
}

variable "branch" {
  type        = string
  description = "The branch that may apply. CI_DEFAULT_BRANCH in a job."
  default     = "main"
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

# A path can be given up and taken over by somebody else. The ID of a project cannot.
resource "keyplane_federated_identity" "gitlab" {
  service_account_id = keyplane_service_account.pipeline.id
  name               = "GitLab"
  issuer             = var.gitlab_url
  subject_pattern    = "project_path:${var.project_path}:ref_type:branch:ref:${var.branch}"
  claims             = { project_id = var.project_id }
}

output "service_account_id" {
  value = keyplane_service_account.pipeline.id
}
