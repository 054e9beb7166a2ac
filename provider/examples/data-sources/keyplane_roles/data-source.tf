data "keyplane_roles" "all" {}

output "roles" {
  value = { for each in data.keyplane_roles.all.roles : each.id => each.name }
}
