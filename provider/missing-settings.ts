import type { DiagnosticText } from './terraform-plugin';

/** The settings that a provider block may lack, each with an example of its value. */
const EXAMPLES = {
  endpoint: '"https://keys.example.com"',
  client_id: '"kpi_…"',
  client_secret: 'var.keyplane_client_secret',
  service_account_id: '"sa_…"',
  oidc_token: 'var.ci_oidc_token',
} as const;

export type RequiredSetting = keyof typeof EXAMPLES;

/** One error for all that is missing, with the block to write. */
export function missingSettings(
  names: readonly RequiredSetting[],
  variables: Readonly<Record<RequiredSetting, string>>,
): DiagnosticText {
  const [first, ...more] = names;
  const isOne = more.length === 0;
  return {
    summary: 'The provider is not configured completely',
    detail: [
      `${isOne ? 'This setting is' : 'These settings are'} missing: ${enumerated(names)}. ` +
        `Write ${isOne ? 'it' : 'them'} into the provider's block, or set ` +
        `${isOne ? 'the environment variable' : 'environment variables'}:`,
      blockOf(names, variables),
      ...adviceFor(names),
    ].join('\n\n'),
    ...(isOne && first !== undefined && { attribute: first }),
  };
}

/** Terraform does not wrap lines that begin with a space. */
function blockOf(
  names: readonly RequiredSetting[],
  variables: Readonly<Record<RequiredSetting, string>>,
): string {
  const nameWidth = Math.max(...names.map((name) => name.length));
  const assignments = names.map((name) => `${name.padEnd(nameWidth)} = ${EXAMPLES[name]}`);
  const width = Math.max(...assignments.map((text) => text.length));
  const lines = names.map(
    (name, i) =>
      `    ${(assignments[i] ?? '').padEnd(width)} # or ${variables[name]} in the environment`,
  );
  return ['  provider "keyplane" {', ...lines, '  }'].join('\n');
}

function adviceFor(names: readonly RequiredSetting[]): readonly string[] {
  if (names.includes('client_id') && names.includes('client_secret')) {
    return [
      'The client ID and the secret are those of an application key or a service account key. A ' +
        'pipeline with an OIDC token needs no key: set `service_account_id` instead.',
    ];
  }
  return names.includes('oidc_token')
    ? [
        'Or set `oidc_token_file`, or KEYPLANE_OIDC_TOKEN_FILE. In GitHub Actions, the provider ' +
          'requests the token by itself if the job has `permissions: id-token: write`.',
      ]
    : [];
}

function enumerated(names: readonly string[]): string {
  const marked = names.map((name) => `\`${name}\``);
  const last = marked.pop() ?? '';
  return marked.length === 0 ? last : `${marked.join(', ')} and ${last}`;
}
