/** A key of each family called `k`, with settings of the test in its block. */
export const KEY_FAMILIES = [
  {
    family: 'an application key',
    address: 'keyplane_application_key.k',
    path: '/v1/application-keys',
    configuration: (settings: string) => `
resource "keyplane_application_key" "k" {
  description = "deploy"
  ${settings}
}`,
  },
  {
    family: 'a service account key',
    address: 'keyplane_service_account_key.k',
    path: '/v1/service-account-keys',
    configuration: (settings: string) => `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
resource "keyplane_service_account_key" "k" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_at         = "never"
  ${settings}
}`,
  },
  {
    family: 'a token',
    address: 'keyplane_service_key_token.k',
    path: '/v1/service-key-tokens',
    configuration: (settings: string) => `
resource "keyplane_service_key" "calls" {
  name         = "calls"
  accept_terms = "2026-11"
}
resource "keyplane_service_key_token" "k" {
  service_key_id = keyplane_service_key.calls.id
  kind           = "shared"
  name           = "deploy"
  ${settings}
}`,
  },
] as const;

export const SERVICE_ACCOUNT_KEY = KEY_FAMILIES[1];
