# The keys that were not used for 90 days.
data "keyplane_application_keys" "unused" {
  state        = "active"
  unused_since = timeadd(plantimestamp(), "-2160h")
}

output "unused_application_keys" {
  value = data.keyplane_application_keys.unused.keys[*].id
}
