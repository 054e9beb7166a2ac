import {
  to = keyplane_role.deployer
  id = "role_01m7y3zct9wkchqgync3h36mqq"
}
