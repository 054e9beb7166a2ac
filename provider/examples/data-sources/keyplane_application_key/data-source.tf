data "keyplane_application_keys" "active" {
  state = "active"
}

data "keyplane_application_key" "first" {
  id = data.keyplane_application_keys.active.keys[0].id
}

output "first_application_key_expires_at" {
  value = data.keyplane_application_key.first.expires_at
}
