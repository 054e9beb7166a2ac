export const CREDENTIAL_VARIABLES = {
  client_id: 'KEYPLANE_CLIENT_ID',
  client_secret: 'KEYPLANE_CLIENT_SECRET',
  oidc_token: 'KEYPLANE_OIDC_TOKEN',
  oidc_token_file: 'KEYPLANE_OIDC_TOKEN_FILE',
  service_account_id: 'KEYPLANE_SERVICE_ACCOUNT_ID',
} as const;

export type CredentialSetting = keyof typeof CREDENTIAL_VARIABLES;

export interface CredentialValues {
  /** The value in the provider's own block. */
  configured(name: CredentialSetting): string | undefined;
  /** The value in the environment. */
  inherited(name: CredentialSetting): string | undefined;
}

/** The name of the setting that counts: the attribute of the block, otherwise the variable. */
export function placeOf(name: CredentialSetting, { configured }: CredentialValues): string {
  return configured(name) === undefined ? CREDENTIAL_VARIABLES[name] : `\`${name}\``;
}
