import { matching, string } from './terraform-plugin';

/** The names that POSIX allows: a shell cannot set a variable with any other name. */
export const isVariableName = matching(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'the name of an environment variable',
);

/** Where the provider finds the OIDC token of its run. At most one source counts. */
export const OIDC_ATTRIBUTES = {
  oidc_token: string.optional({
    description:
      'The OIDC token that the external issuer signed for this run. The provider exchanges it again ' +
      'every few minutes, so use another source for runs that take longer than the token is valid. ' +
      'Defaults to `KEYPLANE_OIDC_TOKEN` in the environment.',
    sensitive: true,
  }),
  oidc_token_file: string.optional({
    description:
      'The path of a file that holds an OIDC token, such as a projected token of Kubernetes. It is ' +
      'read again before each exchange. Defaults to `KEYPLANE_OIDC_TOKEN_FILE` in the environment.',
  }),
  oidc_token_env: string.optional({
    description:
      'The name of the environment variable that holds an OIDC token, such as a name below ' +
      '`id_tokens` in GitLab. Defaults to `KEYPLANE_OIDC_TOKEN_ENV` in the environment.',
  }),
  oidc_request_url: string.optional({
    description:
      'The address where the CI system issues OIDC tokens. The provider requests a new token ' +
      'before each exchange. Defaults to `ACTIONS_ID_TOKEN_REQUEST_URL` in the environment, which ' +
      'GitHub and Forgejo set if the job has `permissions: id-token: write`.',
  }),
  oidc_request_token: string.optional({
    description:
      'The token that authorizes the request to `oidc_request_url`. Defaults to ' +
      '`ACTIONS_ID_TOKEN_REQUEST_TOKEN` in the environment.',
    sensitive: true,
  }),
  oidc_audience: string.optional({
    description:
      'The audience of the token that the provider requests at `oidc_request_url`. It must be the ' +
      '`audience` of the federated identity. Defaults to `KEYPLANE_OIDC_AUDIENCE` in the ' +
      'environment, or the `endpoint`.',
  }),
};
