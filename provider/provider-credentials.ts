import { credentialFault, type Credentials } from './client';
import type { DiagnosticCollector, DiagnosticText } from './terraform-plugin';
import {
  CREDENTIAL_VARIABLES,
  type CredentialSetting,
  type CredentialSources,
  hasSome,
  placeOf,
} from './credential-settings';
import { misplacedSecrets } from './misplaced-secrets';
import type { RequiredSetting } from './missing-settings';
import { REQUEST_SETTINGS, resolveTokenSource, TOKEN_SETTINGS } from './oidc-token-source';

const OF_KEY = ['client_id', 'client_secret'] as const;
const OF_TOKEN = [...TOKEN_SETTINGS, ...REQUEST_SETTINGS] as const;
const SENT_WITH_TOKEN = ['service_account_id', 'oidc_token', 'oidc_request_token'] as const;

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
  const federatedHere = hasSome([...OF_TOKEN, 'service_account_id'], configured);
  const keyHere = hasSome(OF_KEY, configured);
  const isOpen = !federatedHere && !keyHere;
  const isFederated = federatedHere || (isOpen && isFederatedByEnvironment(sources));
  if (isFederated && (isOpen ? hasSome(OF_KEY, inherited) : keyHere)) {
    diagnostics.error(isOpen ? twoKindsInEnvironment(sources) : TWO_KINDS_HERE);
    return undefined;
  }

  for (const name of isFederated ? SENT_WITH_TOKEN : OF_KEY) {
    refuseMalformed(name, sources, diagnostics);
  }
  for (const text of misplacedSecrets(sources)) diagnostics.error(text);
  const required = (name: CredentialSetting & RequiredSetting): string => {
    const text = setting(name);
    if (text === undefined) sources.missing(name);
    return text ?? '';
  };

  if (!isFederated) {
    return {
      clientId: required('client_id'),
      clientSecret: required('client_secret'),
    };
  }
  const serviceAccountId = required('service_account_id');
  const oidcToken = resolveTokenSource(sources, diagnostics);
  return oidcToken === undefined ? undefined : { serviceAccountId, oidcToken };
}

/**
 * A CI system offers its tokens to every program, so their presence alone does not select them.
 * They are used if a service account is set and no key.
 */
function isFederatedByEnvironment({ inherited }: CredentialSources): boolean {
  if (hasSome(TOKEN_SETTINGS, inherited)) return true;
  if (inherited('service_account_id') === undefined) return false;
  return hasSome(REQUEST_SETTINGS, inherited) || !hasSome(OF_KEY, inherited);
}

const TWO_KINDS = 'The provider is given two kinds of credentials';

const TWO_KINDS_HERE = {
  summary: TWO_KINDS,
  detail:
    "In the provider's configuration, set either `client_id` and `client_secret`, or " +
    '`service_account_id` and the source of an OIDC token, such as `oidc_token_file`. Remove the ' +
    'others.',
  attribute: 'service_account_id',
};

function twoKindsInEnvironment({ inherited }: CredentialSources): DiagnosticText {
  const variablesOf = (names: readonly CredentialSetting[]) =>
    names
      .filter((name) => inherited(name) !== undefined)
      .map((name) => CREDENTIAL_VARIABLES[name])
      .join(' and ');
  return {
    summary: TWO_KINDS,
    detail:
      'The environment has the variables of a key and of a service account with an OIDC token. ' +
      `Unset ${variablesOf(OF_KEY)}, or unset ${variablesOf(['service_account_id', ...TOKEN_SETTINGS])}.`,
  };
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
