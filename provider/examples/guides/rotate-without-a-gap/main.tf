resource "keyplane_service_account" "invoicing" {
  name = "invoicing"
}

resource "keyplane_service_account_key" "invoicing" {
  service_account_id = keyplane_service_account.invoicing.id
  name               = "invoicing"
  expires_in         = "365d"
  secret_delivery    = "claim"

  rotation = {
    every        = "30d"
    overlap      = "24h"
    early_window = "3d"
  }
}

ephemeral "keyplane_key_secret" "invoicing" {
  key_id         = keyplane_service_account_key.invoicing.id
  secret_version = keyplane_service_account_key.invoicing.secret_version
}
