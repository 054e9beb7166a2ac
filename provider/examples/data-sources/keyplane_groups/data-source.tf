data "keyplane_groups" "all" {}

output "groups" {
  value = { for each in data.keyplane_groups.all.groups : each.id => each.name }
}
