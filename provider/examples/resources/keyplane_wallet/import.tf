import {
  to = keyplane_wallet.shop
  id = "wal_01m7y3zct9wkchqgync3h36mqq"
}
