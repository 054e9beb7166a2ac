data "keyplane_service_key" "web_shop" {
  name = "web-shop"
}

data "keyplane_service_key_tokens" "web_shop" {
  service_key_id = data.keyplane_service_key.web_shop.id
}

data "keyplane_service_key_token" "first" {
  id = data.keyplane_service_key_tokens.web_shop.tokens[0].id
}

output "token_expires_at" {
  value = data.keyplane_service_key_token.first.expires_at
}
