data "keyplane_whoami" "me" {}

output "permissions" {
  value = data.keyplane_whoami.me.permissions
}
