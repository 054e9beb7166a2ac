import {
  to = keyplane_team_policy.this
  id = "team_01m7y3zct9wkchqgync3h36mqq"
}
