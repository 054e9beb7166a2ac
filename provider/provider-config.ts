import {
  type Credentials,
  holdsSecret,
  isClearText,
  parseEndpoint,
  type ProtectionSettings,
  routeTo,
} from './client';
import { missingSettings, type RequiredSetting } from './missing-settings';
import { CREDENTIAL_VARIABLES } from './credential-settings';
import { resolveCredentials } from './provider-credentials';
import { PROTECTION_VARIABLES, resolveProtection } from './provider-protection';
import { type DiagnosticCollector, isUnknown, matching, type Unknown } from './terraform-plugin';
import { stackOf, type TerraformPlace } from './stack';

const VARIABLES = {
  endpoint: 'KEYPLANE_ENDPOINT',
  ...CREDENTIAL_VARIABLES,
  ...PROTECTION_VARIABLES,
  stack: 'KEYPLANE_STACK',
} as const;

/** The name is sent in a header. */
export const isStack = matching(
  /^[\x21-\x7e][\x20-\x7e]{0,199}$/,
  '1 to 200 printable ASCII characters',
);

export type Setting = keyof typeof VARIABLES;

export interface GivenConfig extends Readonly<Record<Setting, string | null | Unknown>> {
  readonly protect_except: readonly (string | Unknown)[] | null | Unknown;
  readonly allow_self_removal: boolean | null | Unknown;
}

export interface ProviderConfig {
  readonly endpoint: string;
  readonly credentials: Credentials;
  /**
   * The full name of the state: the configured name, the place where the state is kept, and the
   * workspace.
   */
  readonly stack: string;
  readonly protection: ProtectionSettings;
}

/** The names of the settings whose values are known only after apply. */
export function unknownSettings(config: GivenConfig): readonly (keyof GivenConfig)[] {
  const { protect_except: except } = config;
  const names = (Object.keys(VARIABLES) as Setting[]).filter((name) => isUnknown(config[name]));
  const isPartlyKnown = isUnknown(except) || (except?.some(isUnknown) ?? false);
  return [
    ...names,
    ...(isPartlyKnown ? (['protect_except'] as const) : []),
    ...(isUnknown(config.allow_self_removal) ? (['allow_self_removal'] as const) : []),
  ];
}

/**
 * The configuration, completed from the environment. Undefined if something is missing or
 * malformed, with one error for each such attribute.
 */
export function resolveConfig(
  config: GivenConfig,
  place: TerraformPlace,
  diagnostics: DiagnosticCollector,
): ProviderConfig | undefined {
  // An input variable that is not set gives an empty text, which must not hide the environment.
  // Files and copied texts end in line breaks.
  const configured = (name: Setting): string | undefined => {
    const given = config[name];
    return isUnknown(given) ? undefined : given?.trim() || undefined;
  };
  const inherited = (name: Setting) => place.environment[VARIABLES[name]]?.trim() || undefined;
  const setting = (name: Setting) => configured(name) ?? inherited(name);
  const address = setting('endpoint') ?? '';
  const missing: RequiredSetting[] = address === '' ? ['endpoint'] : [];
  const credentials = resolveCredentials(
    {
      configured,
      inherited,
      variable: (name) => place.environment[name]?.trim() || undefined,
      missing: (name) => void missing.push(name),
    },
    diagnostics,
  );
  if (missing.length > 0) diagnostics.error(missingSettings(missing, VARIABLES));
  const explicit = checkedStack(setting('stack'), diagnostics);
  refuseSecretInAddress(address, diagnostics);
  const endpoint =
    address === '' || holdsSecret(address)
      ? ''
      : checkedEndpoint(address, place.environment, diagnostics);
  const except = isUnknown(config.protect_except) ? [] : (config.protect_except ?? []);
  const protection = resolveProtection(
    {
      setting,
      except: except.filter((id): id is string => !isUnknown(id)),
      allowSelfRemoval: isUnknown(config.allow_self_removal) ? null : config.allow_self_removal,
      environment: place.environment,
    },
    diagnostics,
  );
  return credentials === undefined || diagnostics.hasErrors
    ? undefined
    : { endpoint, credentials, stack: stackOf({ explicit, ...place }), protection };
}

function checkedStack(
  stack: string | undefined,
  diagnostics: DiagnosticCollector,
): string | undefined {
  if (stack !== undefined && isStack.check(stack) !== undefined) {
    diagnostics.error({
      summary: 'The name of the stack is malformed',
      detail: `\`stack\`, or ${VARIABLES.stack} in the environment, must be ${isStack.description}.`,
      attribute: 'stack',
    });
  }
  if (stack !== undefined && holdsSecret(stack)) {
    diagnostics.error({
      summary: 'The name of the stack contains a secret',
      detail:
        `\`stack\`, or ${VARIABLES.stack} in the environment, contains a secret or a token, but ` +
        'Keyplane stores and prints the name. Give a readable name such as `payments`.',
      attribute: 'stack',
    });
  }
  return stack;
}

function refuseSecretInAddress(address: string, diagnostics: DiagnosticCollector): void {
  if (!holdsSecret(address)) return;
  diagnostics.error({
    summary: "Keyplane's address contains a secret",
    detail:
      `\`endpoint\`, or ${VARIABLES.endpoint} in the environment, contains a secret or a token. Give an ` +
      'address such as https://keys.example.com there, and the secret as `client_secret`, or as ' +
      `${VARIABLES.client_secret} in the environment.`,
    attribute: 'endpoint',
  });
}

function checkedEndpoint(
  address: string,
  environment: TerraformPlace['environment'],
  diagnostics: DiagnosticCollector,
): string {
  const parsed = parseEndpoint(address);
  if ('problem' in parsed) {
    diagnostics.error({
      summary: "Keyplane's address is malformed",
      detail: `\`endpoint\`, or ${VARIABLES.endpoint} in the environment, ${parsed.problem}`,
      attribute: 'endpoint',
    });
    return '';
  }
  const route = routeTo(parsed.endpoint, environment);
  if ('problem' in route) {
    diagnostics.error({ summary: route.summary, detail: route.problem });
  }
  if (isClearText(parsed.endpoint)) {
    diagnostics.warning({
      summary: 'Secrets are sent unencrypted',
      detail: `${parsed.endpoint} is plain HTTP, so anybody who can read the traffic can read secrets. Use https.`,
      attribute: 'endpoint',
    });
  }
  return parsed.endpoint;
}
