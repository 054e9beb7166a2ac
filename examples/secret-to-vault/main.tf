# A key whose secret goes straight into Vault: no state and no plan ever holds it.
# stack.ts is the same with constructs.

terraform {
  required_version = ">= 1.11"

  required_providers {
    keyplane = {
      source  = "keyplane.local/keyplane/keyplane"
      version = "~> 0.1"
    }
    vault = {
      source  = "hashicorp/vault"
      version = "~> 5.0"
    }
  }
}

# KEYPLANE_* has the endpoint and the credentials. VAULT_* has Vault's address and token.
provider "keyplane" {
  # Names a group of states. The location of the state and the workspace still count, so each workspace
  # is a stack of its own, such as `secret-to-vault s3://bucket/key#prod`.
  stack = "secret-to-vault"
}

provider "vault" {}

resource "keyplane_role" "deployer" {
  name        = "deployer"
  permissions = ["releases.publish"]
}

resource "keyplane_service_account" "ci" {
  name     = "ci"
  role_ids = [keyplane_role.deployer.id]
}

resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "ci"
  expires_in         = "365d"

  # Keyplane keeps the secret sealed for 24 hours (`claim_window`), for the ephemeral resource below.
  secret_delivery = "claim"

  # The key is rotated in place: its ID and its client ID stay. For a day, the old secret and the
  # new one both work.
  rotation = {
    every   = "30d"
    overlap = "24h"

    # A secret can be claimed for only 24 hours, so a receiver that you add later needs a new
    # secret. Add the receiver here, too: the same apply then rotates the key and writes the new
    # secret to both.
    when_changed = { receivers = "vault" }
  }
}

# Every plan and apply claims the secret, which changes nothing. If a run creates or rotates the
# key, the claim waits for the apply. After the window, `secret` is null and `claimed` is true.
ephemeral "keyplane_key_secret" "ci" {
  key_id         = keyplane_service_account_key.ci.id
  secret_version = keyplane_service_account_key.ci.secret_version
}

locals {
  # The value that replaces a secret that can no longer be claimed. Providers refuse null, even in
  # plans that write nothing. A word such as "claimed" would not be safe: it would overwrite the
  # valid secret if somebody changes `data_json_wo_version` by hand, or deletes the entry in Vault.
  # This value is unknown in a plan, and every provider accepts that. In an apply it is empty, and
  # coalesce refuses that: the apply fails and writes nothing.
  claimed = substr(timestamp(), 0, 0)
}

resource "vault_kv_secret_v2" "ci" {
  mount = "kv"
  name  = "ci/keyplane"

  data_json_wo = jsonencode({
    client_id = keyplane_service_account_key.ci.client_id
    secret    = coalesce(ephemeral.keyplane_key_secret.ci.secret, local.claimed)
  })

  # The provider writes only if the version changes. No two secrets ever have the same version.
  data_json_wo_version = keyplane_service_account_key.ci.secret_version
}
