data "keyplane_service_key" "web_shop" {
  name = "web-shop"
}

data "keyplane_service_key_tokens" "web_shop" {
  service_key_id = data.keyplane_service_key.web_shop.id
  state          = "active"
}

output "web_shop_tokens" {
  value = data.keyplane_service_key_tokens.web_shop.tokens[*].masked_secret
}
