import type { TerraformWorkspaceOptions } from '../support/terraform';

export const KEYS_AN_ACCOUNT = 10;

/**
 * What terraform manages in one of the compared configurations: keys of accounts, or similar
 * resources.
 */
export interface World {
  /** Its name as the baseline of a row. */
  readonly name: string;
  options(keys: number): TerraformWorkspaceOptions;
}

/** Terraform itself: resources without a provider process and almost without attributes. */
export const builtInWorld: World = {
  name: 'terraform_data',
  options: (keys) => ({
    files: {
      'main.tf': [
        ...accountNumbers(keys).map((n) =>
          block('terraform_data', accountName(n), [`input = "account-${n}"`]),
        ),
        ...keyNumbers(keys).map((n) =>
          block('terraform_data', keyName(n), [
            `input = "key-${n}"`,
            `triggers_replace = terraform_data.${accountName(accountOf(n))}.id`,
          ]),
        ),
      ].join('\n'),
    },
  }),
};

/** Keys of service accounts by a provider of that prefix. */
export function keysOf(
  prefix: string,
  provider: NonNullable<TerraformWorkspaceOptions['provider']>,
  env: Readonly<Record<string, string>> = {},
): World {
  const [account, key] = [`${prefix}_service_account`, `${prefix}_service_account_key`];
  return {
    name: key,
    options: (keys) => ({
      provider,
      env,
      files: {
        'versions.tf': `
terraform {
  required_providers {
    ${prefix} = { source = "${provider.source}" }
  }
}
`,
        // Written as cdktf synthesizes them: a block for each key, and no `count`.
        'main.tf': [
          ...accountNumbers(keys).map((n) =>
            block(account, accountName(n), [`name = "account-${n}"`]),
          ),
          ...keyNumbers(keys).map((n) =>
            block(key, keyName(n), [
              `service_account_id = ${account}.${accountName(accountOf(n))}.id`,
              `name = "key-${n}"`,
              'expires_in = "90d"',
            ]),
          ),
        ].join('\n'),
      },
    }),
  };
}

export const accountName = (number: number): string => `account_${number}`;
export const keyName = (number: number): string => `key_${number}`;
export const accountOf = (key: number): number => Math.floor(key / KEYS_AN_ACCOUNT);
export const accountsOf = (keys: number): number => Math.ceil(keys / KEYS_AN_ACCOUNT);

const keyNumbers = (keys: number) => Array.from({ length: keys }, (_, number) => number);
const accountNumbers = (keys: number) => keyNumbers(accountsOf(keys));

function block(type: string, name: string, lines: readonly string[]): string {
  return `resource "${type}" "${name}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}
