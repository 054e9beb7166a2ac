data "keyplane_service_key" "product_texts" {
  name = "product-texts"
}

output "product_texts_id" {
  value = data.keyplane_service_key.product_texts.id
}
