data "keyplane_service" "text_generation" {
  id = "text-generation"
}

output "text_generation_models" {
  value = data.keyplane_service.text_generation.models[*].id
}
