data "keyplane_service_keys" "all" {}

output "service_keys" {
  value = { for each in data.keyplane_service_keys.all.service_keys : each.id => each.name }
}
