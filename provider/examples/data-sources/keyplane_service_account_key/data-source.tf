data "keyplane_service_account" "ci" {
  name = "CI pipeline"
}

data "keyplane_service_account_keys" "ci" {
  service_account_id = data.keyplane_service_account.ci.id
}

data "keyplane_service_account_key" "deploy" {
  id = one([for key in data.keyplane_service_account_keys.ci.keys : key.id if key.name == "deploy"])
}

output "deploy_client_id" {
  value = data.keyplane_service_account_key.deploy.client_id
}
