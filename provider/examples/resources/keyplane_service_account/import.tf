import {
  to = keyplane_service_account.reporting
  id = "sa_01m7y3zct9wkchqgync3h36mqq"
}
