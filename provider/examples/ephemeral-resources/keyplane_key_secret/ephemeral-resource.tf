resource "keyplane_service_account" "billing" {
  name = "billing"
}

resource "keyplane_service_account_key" "billing" {
  service_account_id = keyplane_service_account.billing.id
  name               = "billing"
  expires_in         = "365d"
  secret_delivery    = "claim"
}

ephemeral "keyplane_key_secret" "billing" {
  key_id         = keyplane_service_account_key.billing.id
  secret_version = keyplane_service_account_key.billing.secret_version
}

# Any write-only argument can take the secret. Here a command gets it in its environment.
resource "terraform_data" "billing" {
  triggers_replace = keyplane_service_account_key.billing.secret_version

  provisioner "local-exec" {
    command = "test -n \"$SECRET\""
    environment = {
      # If the secret can no longer be claimed, both values are empty, so the apply fails.
      SECRET = coalesce(ephemeral.keyplane_key_secret.billing.secret, substr(timestamp(), 0, 0))
    }
  }
}
