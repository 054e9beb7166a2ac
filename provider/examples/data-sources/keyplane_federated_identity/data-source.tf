data "keyplane_federated_identity" "github" {
  name = "GitHub Actions"
}

output "github_id" {
  value = data.keyplane_federated_identity.github.id
}
