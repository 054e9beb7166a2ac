data "keyplane_wallets" "all" {}

output "wallets" {
  value = { for each in data.keyplane_wallets.all.wallets : each.id => each.name }
}
