resource "keyplane_role" "event_reader" {
  name        = "event-reader"
  permissions = ["events.read"]
}

resource "keyplane_service_account" "dashboard" {
  name     = "dashboard"
  role_ids = [keyplane_role.event_reader.id]
}

resource "keyplane_service_account_key" "dashboard" {
  service_account_id = keyplane_service_account.dashboard.id
  name               = "dashboard"
  expires_in         = "90d"
}

output "client_id" {
  value = keyplane_service_account_key.dashboard.client_id
}

output "client_secret" {
  value     = keyplane_service_account_key.dashboard.secret
  sensitive = true
}
