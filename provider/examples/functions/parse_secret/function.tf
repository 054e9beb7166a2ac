variable "secret" {
  description = "A secret that somebody found in a log."
  type        = string
  sensitive   = true
  default     = "kps_0000000000000000000000000000000000000000000000000"
}

output "secret_kind" {
  value = nonsensitive(provider::keyplane::parse_secret(var.secret).kind)
}
