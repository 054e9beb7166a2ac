import {
  to = keyplane_member.ada
  id = "mem_01m7y3zct9wkchqgync3h36mqq"
}
