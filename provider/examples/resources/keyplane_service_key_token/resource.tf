resource "keyplane_service_key" "web_shop" {
  name         = "web-shop"
  accept_terms = "2026-11"

  services = [{ service_id = "language-detection", billing_policy = "free" }]
}

resource "keyplane_service_key_token" "web_shop" {
  service_key_id = keyplane_service_key.web_shop.id
  kind           = "shared"
  name           = "web-shop"
  expires_in     = "90d"
}
