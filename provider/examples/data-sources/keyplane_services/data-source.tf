data "keyplane_services" "free" {
  free = true
}

output "free_services" {
  value = data.keyplane_services.free.services[*].id
}
