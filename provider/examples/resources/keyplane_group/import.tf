import {
  to = keyplane_group.on_call
  id = "grp_01m7y3zct9wkchqgync3h36mqq"
}
