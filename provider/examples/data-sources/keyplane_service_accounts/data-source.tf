data "keyplane_service_accounts" "all" {}

output "service_accounts" {
  value = { for each in data.keyplane_service_accounts.all.service_accounts : each.id => each.name }
}
