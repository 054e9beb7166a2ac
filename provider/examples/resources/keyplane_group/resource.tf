resource "keyplane_member" "grace" {
  email     = "grace@example.com"
  name      = "Grace Hopper"
  team_role = "admin"
}

resource "keyplane_group" "on_call" {
  name        = "On call"
  description = "Receives the alerts about keys that are about to expire."
  member_ids  = [keyplane_member.grace.id]
  topics      = ["account_alerts"]
}
