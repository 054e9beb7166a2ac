import type { RequiredSetting } from './missing-settings';

export const CREDENTIAL_VARIABLES = {
  client_id: 'KEYPLANE_CLIENT_ID',
  client_secret: 'KEYPLANE_CLIENT_SECRET',
  oidc_token: 'KEYPLANE_OIDC_TOKEN',
  oidc_token_file: 'KEYPLANE_OIDC_TOKEN_FILE',
  oidc_token_env: 'KEYPLANE_OIDC_TOKEN_ENV',
  // GitHub and Forgejo set these two if the job may request tokens.
  oidc_request_url: 'ACTIONS_ID_TOKEN_REQUEST_URL',
  oidc_request_token: 'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  oidc_audience: 'KEYPLANE_OIDC_AUDIENCE',
  service_account_id: 'KEYPLANE_SERVICE_ACCOUNT_ID',
} as const;

export type CredentialSetting = keyof typeof CREDENTIAL_VARIABLES;

export interface CredentialValues {
  /** The value in the provider's own block. */
  configured(name: CredentialSetting): string | undefined;
  /** The value in the environment. */
  inherited(name: CredentialSetting): string | undefined;
}

export interface CredentialSources extends CredentialValues {
  /** Any variable of the environment. */
  variable(name: string): string | undefined;
  /** Called for each missing setting that the credentials need. */
  missing(name: RequiredSetting): void;
}

/** The name of the setting that counts: the attribute of the block, otherwise the variable. */
export function placeOf(name: CredentialSetting, { configured }: CredentialValues): string {
  return configured(name) === undefined ? CREDENTIAL_VARIABLES[name] : `\`${name}\``;
}

/** Whether one of the settings has a value there. */
export function hasSome(
  names: readonly CredentialSetting[],
  from: CredentialValues['configured'],
): boolean {
  return names.some((name) => from(name) !== undefined);
}
