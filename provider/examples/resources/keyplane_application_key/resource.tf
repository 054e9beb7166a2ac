resource "keyplane_application_key" "laptop" {
  description = "Ada's laptop"
  expires_in  = "90d"
}
