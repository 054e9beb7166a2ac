import { isClearText, parseEndpoint } from './client';
import { defaultStack, type TerraformPlace } from './default-stack';
import { type DiagnosticCollector, isUnknown, matching, type Unknown } from './framework';

const VARIABLES = {
  endpoint: 'KEYPLANE_ENDPOINT',
  client_id: 'KEYPLANE_CLIENT_ID',
  client_secret: 'KEYPLANE_CLIENT_SECRET',
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
  readonly clientId: string;
  readonly clientSecret: string;
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
  const setting = (name: Setting): string | undefined => {
    const given = config[name];
    return (isUnknown(given) ? null : given) ?? (place.environment[VARIABLES[name]] || undefined);
  };
  const required = (name: Setting, what: string): string => {
    const text = setting(name);
    if (text) return text;
    diagnostics.error({
      summary: `The provider needs ${what}`,
      detail: `Set \`${name}\` in the provider's configuration, or ${VARIABLES[name]} in the environment.`,
      attribute: name,
    });
    return '';
  };

  const address = required('endpoint', "Keyplane's address");
  const clientId = required('client_id', 'the client ID of an application key');
  const clientSecret = required('client_secret', 'the secret of an application key');
  const stack = checkedStack(setting('stack') ?? defaultStack(place), diagnostics);
  const endpoint = address === '' ? '' : checkedEndpoint(address, diagnostics);
  return diagnostics.hasErrors ? undefined : { endpoint, clientId, clientSecret, stack };
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
