data "keyplane_wallet" "shop" {
  name = "Shop"
}

output "shop_balance" {
  value = "${data.keyplane_wallet.shop.available} ${data.keyplane_wallet.shop.currency}"
}
