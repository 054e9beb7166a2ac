resource "keyplane_team_policy" "this" {
  max_key_lifetime          = "365d"
  require_expiry            = true
  allowed_secret_deliveries = ["claim", "encrypted", "public_key"]
}
