import { holdsSecret, isSecretForId, withoutSecrets } from './client';
import { type CredentialSetting, type CredentialValues, placeOf } from './credential-settings';
import type { DiagnosticText } from './terraform-plugin';

/** Settings that are not secret, and are therefore printed. */
const PUBLIC: readonly (readonly [
  setting: CredentialSetting,
  isSecret: (text: string) => boolean,
  wanted: string,
])[] = [
  ['client_id', isSecretForId, 'Set it to the client ID of the key, which begins with `kpi_`.'],
  [
    'service_account_id',
    isSecretForId,
    'Set it to the ID of the service account, which begins with `sa_`.',
  ],
  [
    'oidc_token_file',
    holdsSecret,
    'Set it to the path of a file, or give the token itself as `oidc_token`.',
  ],
  [
    'oidc_token_env',
    holdsSecret,
    'Set it to the name of an environment variable, or give the token itself as `oidc_token`.',
  ],
  ['oidc_audience', holdsSecret, 'Set it to the `audience` of the federated identity.'],
];

/**
 * Reports an error for each such setting that contains a secret, and for a client ID instead of a
 * secret.
 */
export function misplacedSecrets(values: CredentialValues): readonly DiagnosticText[] {
  const found = PUBLIC.flatMap(([name, isSecret, wanted]) => {
    const text = valueOf(name, values);
    if (text === undefined || !isSecret(text)) return [];
    const isSwapped = name === 'client_id' && isClientId(valueOf('client_secret', values));
    const remedy = isSwapped
      ? `${placeOf('client_secret', values)} contains a client ID, so the two seem to be swapped: ` +
        'exchange them.'
      : wanted;
    const what = `contains a secret: ${withoutSecrets(text)}. ${remedy}`;
    return [diagnostic(name, 'contains a secret', what, values)];
  });
  if (found.length > 0 || !isClientId(valueOf('client_secret', values))) return found;
  const what =
    'contains a client ID. Set it to the secret of the key, which begins with `kpa_` or `kps_`.';
  return [diagnostic('client_secret', 'contains a client ID', what, values)];
}

function diagnostic(
  name: CredentialSetting,
  fault: string,
  sentence: string,
  values: CredentialValues,
): DiagnosticText {
  const place = placeOf(name, values);
  return {
    summary: `${place} ${fault}`,
    detail: `${place} ${sentence}`,
    ...(values.configured(name) !== undefined && { attribute: name }),
  };
}

function valueOf(name: CredentialSetting, { configured, inherited }: CredentialValues) {
  return configured(name) ?? inherited(name);
}

function isClientId(text: string | undefined): boolean {
  return text?.startsWith('kpi_') ?? false;
}
