data "keyplane_service_accounts" "all" {}

data "keyplane_service_account_keys" "active" {
  state = "active"
}

output "service_accounts" {
  value = { for account in data.keyplane_service_accounts.all.service_accounts : account.id => account.name }
}

output "service_account_keys" {
  value = { for key in data.keyplane_service_account_keys.active.keys : key.id => key.name }
}
