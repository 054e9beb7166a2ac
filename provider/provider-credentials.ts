import { credentialFault, type Credentials } from './client';
import type { DiagnosticCollector } from './terraform-plugin';
import { type CredentialSetting, type CredentialValues, placeOf } from './credential-settings';
import { misplacedSecrets } from './misplaced-secrets';
import type { RequiredSetting } from './missing-settings';

export interface CredentialSources extends CredentialValues {
  /** Called for each setting without which there are no credentials. */
  missing(name: RequiredSetting): void;
}

const OF_KEY = ['client_id', 'client_secret'] as const;
const OF_TOKEN = ['oidc_token', 'oidc_token_file'] as const;

/**
 * A key, or an OIDC token with the service account that trusts it. The configuration overrides the
 * environment, which may hold the other kind. Undefined after an error was reported.
 */
export function resolveCredentials(
  sources: CredentialSources,
  diagnostics: DiagnosticCollector,
): Credentials | undefined {
  const { configured, inherited } = sources;
  const setting = (name: CredentialSetting) => configured(name) ?? inherited(name);
  const some = (names: readonly CredentialSetting[], from: typeof configured) =>
    names.some((name) => from(name) !== undefined);

  const federatedHere = some([...OF_TOKEN, 'service_account_id'], configured);
  const keyHere = some(OF_KEY, configured);
  const isOpen = !federatedHere && !keyHere;
  const contradicts = isOpen
    ? some(OF_TOKEN, inherited) && some(OF_KEY, inherited)
    : federatedHere && keyHere;
  if (contradicts) {
    diagnostics.error({
      summary: 'The provider is given two kinds of credentials',
      detail: isOpen
        ? 'The environment has the variables of both. Unset KEYPLANE_CLIENT_ID and ' +
          'KEYPLANE_CLIENT_SECRET, or unset KEYPLANE_OIDC_TOKEN and KEYPLANE_OIDC_TOKEN_FILE.'
        : "In the provider's configuration, set either `client_id` and `client_secret`, or " +
          '`service_account_id` with `oidc_token` or `oidc_token_file`. Remove the others.',
      ...(!isOpen && { attribute: 'service_account_id' }),
    });
    return undefined;
  }

  for (const name of ['client_id', 'client_secret', 'service_account_id', 'oidc_token'] as const) {
    refuseMalformed(name, sources, diagnostics);
  }
  for (const text of misplacedSecrets(sources)) diagnostics.error(text);
  const required = (name: CredentialSetting & RequiredSetting): string => {
    const text = setting(name);
    if (text === undefined) sources.missing(name);
    return text ?? '';
  };

  if (!federatedHere && !(isOpen && some(OF_TOKEN, inherited))) {
    return {
      clientId: required('client_id'),
      clientSecret: required('client_secret'),
    };
  }
  const serviceAccountId = required('service_account_id');
  const isTokenHere = some(OF_TOKEN, configured);
  const from = isTokenHere ? configured : inherited;
  const [value, file] = [from('oidc_token'), from('oidc_token_file')];
  if (value !== undefined && file !== undefined) {
    diagnostics.error({
      summary: 'The provider is given two OIDC tokens',
      detail: isTokenHere
        ? 'Set `oidc_token` or `oidc_token_file`, not both.'
        : 'Set KEYPLANE_OIDC_TOKEN or KEYPLANE_OIDC_TOKEN_FILE in the environment, not both.',
      ...(isTokenHere && { attribute: 'oidc_token' }),
    });
  }
  const oidcToken = file === undefined ? { value: value ?? required('oidc_token') } : { file };
  return { serviceAccountId, oidcToken };
}

function refuseMalformed(
  name: CredentialSetting,
  sources: CredentialSources,
  diagnostics: DiagnosticCollector,
): void {
  const here = sources.configured(name);
  const fault = credentialFault(here ?? sources.inherited(name) ?? 'absent');
  if (fault === undefined) return;
  const place = placeOf(name, sources);
  diagnostics.error({
    summary: `${place} is malformed`,
    detail: `${place} ${fault}`,
    ...(here !== undefined && { attribute: name }),
  });
}
