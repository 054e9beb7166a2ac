import { type Credentials, isClearText, parseEndpoint } from './client';
import { defaultStack, type TerraformPlace } from './default-stack';
import { CREDENTIAL_VARIABLES, resolveCredentials } from './provider-credentials';
import { type DiagnosticCollector, isUnknown, matching, type Unknown } from './framework';

const VARIABLES = {
  endpoint: 'KEYPLANE_ENDPOINT',
  ...CREDENTIAL_VARIABLES,
  stack: 'KEYPLANE_STACK',
} as const;

/** It travels in a header. */
export const isStack = matching(
  /^[\x21-\x7e][\x20-\x7e]{0,199}$/,
  '1 to 200 printable ASCII characters',
);

export type Setting = keyof typeof VARIABLES;

export type GivenConfig = Readonly<Record<Setting, string | null | Unknown>>;

export interface ProviderConfig {
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly stack: string;
}

/** The names whose values are known only after apply. */
export function unknownSettings(config: GivenConfig): readonly Setting[] {
  return (Object.keys(VARIABLES) as Setting[]).filter((name) => isUnknown(config[name]));
}

/**
 * The configuration with the environment behind it; undefined where something is missing or
 * malformed, with one error for each such attribute.
 */
export function resolveConfig(
  config: GivenConfig,
  place: TerraformPlace,
  diagnostics: DiagnosticCollector,
): ProviderConfig | undefined {
  const configured = (name: Setting): string | undefined => {
    const given = config[name];
    return isUnknown(given) ? undefined : (given ?? undefined);
  };
  const inherited = (name: Setting) => place.environment[VARIABLES[name]] || undefined;
  const setting = (name: Setting) => configured(name) ?? inherited(name);
  const address = setting('endpoint') ?? '';
  if (address === '') {
    diagnostics.error({
      summary: "The provider needs Keyplane's address",
      detail: `Set \`endpoint\` in the provider's configuration, or ${VARIABLES.endpoint} in the environment.`,
      attribute: 'endpoint',
    });
  }
  const credentials = resolveCredentials({ configured, inherited }, diagnostics);
  const stack = checkedStack(setting('stack') ?? defaultStack(place), diagnostics);
  const endpoint = address === '' ? '' : checkedEndpoint(address, diagnostics);
  return credentials === undefined || diagnostics.hasErrors
    ? undefined
    : { endpoint, credentials, stack };
}

function checkedStack(stack: string, diagnostics: DiagnosticCollector): string {
  if (isStack.check(stack) !== undefined) {
    diagnostics.error({
      summary: 'The name of the stack is malformed',
      detail: `\`stack\`, or ${VARIABLES.stack} in the environment, must be ${isStack.description}.`,
      attribute: 'stack',
    });
  }
  return stack;
}

function checkedEndpoint(address: string, diagnostics: DiagnosticCollector): string {
  const parsed = parseEndpoint(address);
  if ('problem' in parsed) {
    diagnostics.error({
      summary: "Keyplane's address is malformed",
      detail: parsed.problem,
      attribute: 'endpoint',
    });
    return '';
  }
  if (isClearText(parsed.endpoint)) {
    diagnostics.warning({
      summary: 'Secrets travel unencrypted',
      detail: `${parsed.endpoint} is plain HTTP: whoever sees the traffic sees secrets. Use https.`,
      attribute: 'endpoint',
    });
  }
  return parsed.endpoint;
}
