data "keyplane_service_account" "reporting" {
  name = "reporting"
}

output "reporting_id" {
  value = data.keyplane_service_account.reporting.id
}
