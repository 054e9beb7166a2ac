resource "keyplane_wallet" "shop" {
  name     = "Shop"
  currency = "EUR"
}
