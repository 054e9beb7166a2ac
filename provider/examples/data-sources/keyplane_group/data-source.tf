data "keyplane_group" "on_call" {
  name = "On call"
}

output "on_call_id" {
  value = data.keyplane_group.on_call.id
}
