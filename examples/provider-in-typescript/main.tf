terraform {
  required_providers {
    files = {
      source = "example.com/acme/files"
    }
  }
}

variable "greeting" {
  default = "hello\nworld\n"
}

provider "files" {
  folder = "${path.module}/files"
}

resource "files_file" "greeting" {
  name    = "greeting.txt"
  content = var.greeting
}

data "files_file" "greeting" {
  name       = files_file.greeting.name
  depends_on = [files_file.greeting]
}

# Open during this run only. Pass it to a write-only attribute or a provider configuration.
ephemeral "files_secret" "token" {
  name = "token.txt"
}

output "lines" {
  value = provider::files::line_count(data.files_file.greeting.content)
}

output "sha256" {
  value = files_file.greeting.sha256
}
