data "keyplane_team_policy" "this" {}

output "max_key_lifetime" {
  value = data.keyplane_team_policy.this.max_key_lifetime
}
