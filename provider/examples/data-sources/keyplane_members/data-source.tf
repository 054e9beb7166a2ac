data "keyplane_members" "all" {}

output "members" {
  value = { for member in data.keyplane_members.all.members : member.email => member.team_role }
}
