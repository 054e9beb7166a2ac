resource "keyplane_wallet" "product_texts" {
  name     = "Product texts"
  currency = "EUR"
}

resource "keyplane_service_key" "product_texts" {
  name         = "product-texts"
  accept_terms = "2026-11"

  services = [
    {
      service_id     = "language-detection"
      billing_policy = "free"
    },
    {
      service_id     = "text-generation"
      billing_policy = "pay_as_you_go"
      model_ids      = ["text-small", "text-large"]
      wallet_id      = keyplane_wallet.product_texts.id
    },
  ]
}
