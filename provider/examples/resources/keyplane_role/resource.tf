resource "keyplane_role" "deployer" {
  name        = "deployer"
  description = "Publishes releases."
  permissions = ["releases.publish", "releases.read"]
}
