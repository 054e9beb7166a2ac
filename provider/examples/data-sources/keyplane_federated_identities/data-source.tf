data "keyplane_federated_identities" "all" {}

output "federated_identities" {
  value = { for each in data.keyplane_federated_identities.all.federated_identities : each.id => each.name }
}
