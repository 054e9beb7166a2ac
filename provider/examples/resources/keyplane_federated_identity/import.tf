import {
  to = keyplane_federated_identity.github
  id = "fid_01m7y3zct9wkchqgync3h36mqq"
}
