data "keyplane_terms" "current" {}

output "terms_version" {
  value = data.keyplane_terms.current.version
}
