data "keyplane_role" "deployer" {
  name = "deployer"
}

output "deployer_id" {
  value = data.keyplane_role.deployer.id
}
