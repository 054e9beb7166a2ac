import {
  to = keyplane_application_key.laptop
  id = "ak_01m7y3zct9wkchqgync3h36mqq"
}
