data "keyplane_service_account" "ci" {
  name = "CI pipeline"
}

data "keyplane_service_account_keys" "ci" {
  service_account_id = data.keyplane_service_account.ci.id
  state              = "active"
}

output "ci_keys" {
  value = { for key in data.keyplane_service_account_keys.ci.keys : key.name => key.last_used_at }
}
