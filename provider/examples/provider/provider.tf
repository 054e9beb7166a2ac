terraform {
  required_version = ">= 1.11"

  required_providers {
    keyplane = {
      source  = "keyplane.local/keyplane/keyplane"
      version = "~> 0.1"
    }
  }
}

# KEYPLANE_ENDPOINT, KEYPLANE_CLIENT_ID and KEYPLANE_CLIENT_SECRET say where Keyplane is and who you are,
# so the configuration holds no secret.
provider "keyplane" {}
