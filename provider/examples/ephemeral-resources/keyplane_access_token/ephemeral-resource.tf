# A token for Keyplane itself, with the key of the provider. It is revoked when the run ends.
ephemeral "keyplane_access_token" "this" {
  scope            = "roles.read"
  lifetime_seconds = 300
}

resource "terraform_data" "roles" {
  provisioner "local-exec" {
    command = "test -n \"$TOKEN\""
    environment = {
      TOKEN = ephemeral.keyplane_access_token.this.access_token
    }
  }
}
