import {
  to = keyplane_service_key.product_texts
  id = "svk_01m7y3zct9wkchqgync3h36mqq"
}
