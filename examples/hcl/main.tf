# The stack of ../quickstart, written in HCL.

terraform {
  required_version = ">= 1.11"

  required_providers {
    keyplane = {
      source  = "keyplane.local/keyplane/keyplane"
      version = "~> 0.1"
    }
  }
}

# KEYPLANE_* has the endpoint and the credentials, so no secret is written down here.
provider "keyplane" {
  # Names a group of states. The location of the state and the workspace still count, so each workspace
  # is a stack of its own, such as `platform-keys s3://bucket/key#prod`.
  stack = "platform-keys"
}

resource "keyplane_role" "deployer" {
  name        = "deployer"
  permissions = ["releases.publish"]
}

resource "keyplane_role" "event_writer" {
  name        = "event-writer"
  permissions = ["events.write"]
}

resource "keyplane_role" "event_reader" {
  name        = "event-reader"
  permissions = ["events.read", "reports.read"]
}

resource "keyplane_service_account" "ci" {
  name     = "CI pipeline"
  role_ids = [keyplane_role.deployer.id]
}

resource "keyplane_service_account" "ingestion" {
  name     = "ingestion"
  role_ids = [keyplane_role.event_writer.id, keyplane_role.event_reader.id]
}

resource "keyplane_service_account" "reporting" {
  name     = "reporting"
  role_ids = [keyplane_role.event_reader.id]
}

resource "keyplane_service_account_key" "deploy" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_in         = "30d"
}

resource "keyplane_service_account_key" "stream" {
  service_account_id = keyplane_service_account.ingestion.id
  name               = "stream"
  expires_in         = "90d"
}

resource "keyplane_service_account_key" "backfill" {
  service_account_id = keyplane_service_account.ingestion.id
  name               = "backfill"
  expires_in         = "12h"
}

resource "keyplane_service_account_key" "nightly" {
  service_account_id = keyplane_service_account.reporting.id
  name               = "nightly"
  expires_at         = "2035-01-01T00:00:00Z"
}

output "deploy-client-id" {
  value = keyplane_service_account_key.deploy.client_id
}

output "deploy-secret" {
  value     = keyplane_service_account_key.deploy.secret
  sensitive = true
}

output "stream-client-id" {
  value = keyplane_service_account_key.stream.client_id
}

output "stream-secret" {
  value     = keyplane_service_account_key.stream.secret
  sensitive = true
}

output "nightly-client-id" {
  value = keyplane_service_account_key.nightly.client_id
}

output "nightly-secret" {
  value     = keyplane_service_account_key.nightly.secret
  sensitive = true
}
