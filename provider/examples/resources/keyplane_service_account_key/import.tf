import {
  to = keyplane_service_account_key.deploy
  id = "sak_01m7y3zct9wkchqgync3h36mqq"
}
