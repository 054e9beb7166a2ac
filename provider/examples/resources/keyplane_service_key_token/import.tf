import {
  to = keyplane_service_key_token.web_shop
  id = "tok_01m7y3zct9wkchqgync3h36mqq"
}
