#!/bin/sh
# Applies main.tf with the OIDC token in the file that KEYPLANE_OIDC_TOKEN_FILE names. The runner renews
# the file, and the provider reads it again whenever it needs a token.
set -eu

: "${KEYPLANE_ENDPOINT:?Set it to the address of Keyplane.}"
: "${KEYPLANE_SERVICE_ACCOUNT_ID:?Set it to the output service_account_id of the first apply.}"
: "${KEYPLANE_OIDC_TOKEN_FILE:?Set it to the path of the file with the OIDC token.}"

cd "$(dirname "$0")"
terraform init -input=false
terraform apply -input=false -auto-approve
