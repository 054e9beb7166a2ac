resource "keyplane_service_account" "ci" {
  name = "CI pipeline"
}

# The secret is in no state and no plan: the ephemeral resource keyplane_key_secret hands it on.
resource "keyplane_service_account_key" "deploy" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_in         = "365d"
  secret_delivery    = "claim"

  rotation = {
    every   = "30d"
    overlap = "24h"
  }
}
