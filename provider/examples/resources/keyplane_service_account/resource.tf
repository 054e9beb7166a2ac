resource "keyplane_role" "report_reader" {
  name        = "report-reader"
  permissions = ["reports.read"]
}

resource "keyplane_service_account" "reporting" {
  name        = "reporting"
  description = "Reads the reports every night."
  role_ids    = [keyplane_role.report_reader.id]
}
