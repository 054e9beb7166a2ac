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

# Where Keyplane is, and who we are, stand in KEYPLANE_*; Vault's address and token in VAULT_*.
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

  # In place: the ID and the client ID stay, and for a day the old secret works beside the new one.
  rotation = {
    every   = "30d"
    overlap = "24h"

    # A secret can be claimed only within its window, so whoever is to receive it later needs another
    # one: add the new receiver here, too, and the same apply rotates the key and writes to both.
    when_changed = { receivers = "vault" }
  }
}

# Opened by every plan and apply, which changes nothing. In the run that makes or rotates the key it
# waits for the apply. Once the window is over, `secret` is null and `claimed` is true.
ephemeral "keyplane_key_secret" "ci" {
  key_id         = keyplane_service_account_key.ci.id
  secret_version = keyplane_service_account_key.ci.secret_version
}

locals {
  # What stands in for a secret that is not to be had any more. Providers refuse null there, also in
  # plans that write nothing, hence `coalesce(….secret, "claimed")`. But that word would be written
  # over the good secret where somebody changes `data_json_wo_version` by hand, and where Vault's
  # entry was deleted and is made anew. This is unknown to a plan, which suits every provider, and
  # empty to an apply, which coalesce refuses: the apply fails and writes nothing.
  claimed = substr(timestamp(), 0, 0)
}

resource "vault_kv_secret_v2" "ci" {
  mount = "kv"
  name  = "ci/keyplane"

  data_json_wo = jsonencode({
    client_id = keyplane_service_account_key.ci.client_id
    secret    = coalesce(ephemeral.keyplane_key_secret.ci.secret, local.claimed)
  })

  # Another version is what makes the provider write; no secret ever has the version of another.
  data_json_wo_version = keyplane_service_account_key.ci.secret_version
}
