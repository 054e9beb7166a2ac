data "keyplane_member" "ada" {
  email = "ada@example.com"
}

output "ada_id" {
  value = data.keyplane_member.ada.id
}
