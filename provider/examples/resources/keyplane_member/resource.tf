resource "keyplane_member" "ada" {
  email     = "ada@example.com"
  name      = "Ada Lovelace"
  team_role = "user"
}
