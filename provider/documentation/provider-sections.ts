import type { PageSection } from '../terraform-plugin/docs';

/** Sections of the page about the provider that belong to no single attribute. */
export const PROVIDER_SECTIONS: readonly PageSection[] = [
  {
    title: 'Requirements',
    text:
      'Terraform 1.11 or later, or OpenTofu 1.11 or later, because the provider has write-only ' +
      'arguments and ephemeral resources.',
  },
  {
    title: 'Authentication',
    text: `Every setting can come from the environment, so no file needs to hold a secret. There are two ways to authenticate:

- With a key: \`client_id\` and \`client_secret\` of an application key or a service account key.
- With an OIDC token of a CI system: \`service_account_id\` and \`oidc_token_file\` or \`oidc_token\`. The guide [CI without a stored key](guides/ci-without-a-stored-key.md) shows the whole setup.

The provider checks the credentials at its first call. The data source [\`keyplane_whoami\`](data-sources/whoami.md) returns who they belong to.`,
  },
  {
    title: 'Permissions',
    text:
      'Each page lists the permissions that the credentials need, and which members have them by ' +
      'their team role: `owner`, `admin` or `user`. A service account gets its permissions from ' +
      '[roles](resources/role.md). A plan needs only the permissions to read.',
  },
];
