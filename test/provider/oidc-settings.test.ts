import { type GivenConfig, resolveConfig } from '../../provider/provider-config';
import { createDiagnosticList } from '../../provider/terraform-plugin/testing';

const ENDPOINT = { KEYPLANE_ENDPOINT: 'https://keys.example.com' };
const ACCOUNT = { ...ENDPOINT, KEYPLANE_SERVICE_ACCOUNT_ID: 'sa_1' };
const URL_OF_CI = 'https://ci.example.com/token?v=2';
const CI = {
  ACTIONS_ID_TOKEN_REQUEST_URL: URL_OF_CI,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hunter2-request',
};
const KEY = { KEYPLANE_CLIENT_ID: 'kpi_1', KEYPLANE_CLIENT_SECRET: 'kpa_hunter2' };
const REQUEST = { url: URL_OF_CI, token: 'hunter2-request', audience: undefined };

function resolve(config: Partial<GivenConfig>, environment: NodeJS.ProcessEnv) {
  const diagnostics = createDiagnosticList();
  const place = { directory: '/stacks/platform', environment };
  // Only the named settings are read one by one.
  const given = { protect_except: null, allow_self_removal: null, ...config } as GivenConfig;
  const credentials = resolveConfig(given, place, diagnostics)?.credentials;
  expect(JSON.stringify(diagnostics.all)).not.toMatch(/hunter2|eyJ/);
  return { credentials, errors: diagnostics.all };
}

describe('a service account without any other setting', () => {
  it('uses the token that GitHub issues for the job', () => {
    expect(resolve({}, { ...ACCOUNT, ...CI })).toEqual({
      credentials: { serviceAccountId: 'sa_1', oidcToken: { request: REQUEST } },
      errors: [],
    });
    expect(resolve({ service_account_id: 'sa_2' }, { ...ENDPOINT, ...CI, ...KEY })).toMatchObject({
      credentials: { serviceAccountId: 'sa_2', oidcToken: { request: REQUEST } },
    });
  });

  it('is told about the missing permission in GitHub Actions', () => {
    const { credentials, errors } = resolve({}, { ...ACCOUNT, GITHUB_ACTIONS: 'true' });
    expect(credentials).toBeUndefined();
    expect(errors).toMatchObject([
      {
        summary: 'The provider has no OIDC token',
        detail: expect.stringMatching(
          /^KEYPLANE_SERVICE_ACCOUNT_ID is set, but .*permissions:\n +contents: read\n +id-token: write$/s,
        ),
      },
    ]);
  });

  it('is told about `id_tokens` in GitLab', () => {
    expect(resolve({}, { ...ACCOUNT, GITLAB_CI: 'true' }).errors).toMatchObject([
      { detail: expect.stringMatching(/id_tokens:\n +KEYPLANE_OIDC_TOKEN:\n +aud:/) },
    ]);
  });

  it('is told to give a token anywhere else', () => {
    expect(resolve({}, ACCOUNT).errors).toMatchObject([
      {
        detail: expect.stringMatching(/This setting is missing: `oidc_token`\..*id-token: write/s),
      },
    ]);
  });
});

describe('the CI system offers tokens, which', () => {
  it('change nothing for a run with a key', () => {
    expect(resolve({}, { ...ENDPOINT, ...KEY, ...CI })).toEqual({
      credentials: { clientId: 'kpi_1', clientSecret: 'kpa_hunter2' },
      errors: [],
    });
    const offered = { ...CI, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hunter2 with a space' };
    expect(resolve({}, { ...ENDPOINT, ...KEY, ...offered }).errors).toEqual([]);
  });

  it('contradict a key if a service account is set too', () => {
    const { credentials, errors } = resolve({}, { ...ACCOUNT, ...KEY, ...CI });
    expect(credentials).toBeUndefined();
    expect(errors).toMatchObject([
      {
        summary: 'The provider is given two kinds of credentials',
        detail: expect.stringContaining(
          'Unset KEYPLANE_CLIENT_ID and KEYPLANE_CLIENT_SECRET, or unset KEYPLANE_SERVICE_ACCOUNT_ID.',
        ),
      },
    ]);
  });

  it('are contradicted by a key in the block if the request URL is in the block too', () => {
    const { errors } = resolve(
      { client_secret: 'kpa_hunter2', oidc_request_url: URL_OF_CI },
      ENDPOINT,
    );
    expect(errors).toMatchObject([{ summary: expect.stringContaining('two kinds') }]);
  });

  it('count only if no token is set for Keyplane itself', () => {
    const own = { KEYPLANE_OIDC_TOKEN_FILE: '/run/token' };
    expect(resolve({}, { ...ACCOUNT, ...CI, ...own }).credentials).toMatchObject({
      oidcToken: { file: '/run/token' },
    });
    expect(resolve({ oidc_token_file: '/a' }, { ...ACCOUNT, ...CI }).credentials).toMatchObject({
      oidcToken: { file: '/a' },
    });
  });
});

describe('the settings of a request for a token', () => {
  it('may all be in the block', () => {
    const config = {
      oidc_request_url: 'https://forge.example.com/token',
      oidc_request_token: 'hunter2',
      oidc_audience: 'keyplane',
    };
    expect(resolve(config, { ...ACCOUNT, ...CI }).credentials).toMatchObject({
      oidcToken: {
        request: {
          url: config.oidc_request_url,
          token: config.oidc_request_token,
          audience: 'keyplane',
        },
      },
    });
  });

  it('take the audience from the environment', () => {
    const environment = { ...ACCOUNT, ...CI, KEYPLANE_OIDC_AUDIENCE: 'keyplane' };
    expect(resolve({}, environment).credentials).toMatchObject({
      oidcToken: { request: { audience: 'keyplane' } },
    });
  });

  it.each([
    [
      { ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
      'ACTIONS_ID_TOKEN_REQUEST_URL is set, and `oidc_request_token` is missing',
    ],
    [
      { ACTIONS_ID_TOKEN_REQUEST_URL: '' },
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN is set, and `oidc_request_url` is missing',
    ],
    [
      { ACTIONS_ID_TOKEN_REQUEST_URL: 'ftp://ci?hunter2' },
      'ACTIONS_ID_TOKEN_REQUEST_URL must be an address',
    ],
    [
      { ACTIONS_ID_TOKEN_REQUEST_URL: 'hunter2' },
      'ACTIONS_ID_TOKEN_REQUEST_URL must be an address',
    ],
    [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://a:hunter2@ci' }, 'without a user name'],
    [
      { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hunter2 a' },
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN contains a space',
    ],
    [
      { KEYPLANE_OIDC_AUDIENCE: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2ln' },
      'KEYPLANE_OIDC_AUDIENCE contains a secret',
    ],
  ])('are refused if they are %j', (changes, sentence) => {
    const { credentials, errors } = resolve({}, { ...ACCOUNT, ...CI, ...changes });
    expect(credentials).toBeUndefined();
    expect(errors).toMatchObject([{ detail: expect.stringContaining(sentence) }]);
  });

  it('are refused at their attribute', () => {
    const config = { oidc_request_url: 'hunter2', oidc_request_token: 'a' };
    expect(resolve(config, ACCOUNT).errors).toMatchObject([
      { attribute: [{ attribute: 'oidc_request_url' }] },
    ]);
  });

  it('give a warning if the tokens would travel unencrypted', () => {
    const environment = {
      ...ACCOUNT,
      ...CI,
      ACTIONS_ID_TOKEN_REQUEST_URL: 'http://ci.example.com/hunter2',
    };
    const { credentials, errors } = resolve({}, environment);
    expect(credentials).toBeDefined();
    expect(errors).toMatchObject([
      { severity: 'warning', detail: expect.stringContaining('(http://ci.example.com)') },
    ]);
  });
});

describe('the name of a variable that holds the token', () => {
  const NAMED = { ...ACCOUNT, KEYPLANE_OIDC_TOKEN_ENV: 'DEPLOY_TOKEN' };

  it.each([
    ['the environment', {}, NAMED],
    ['the block', { oidc_token_env: 'DEPLOY_TOKEN' }, ACCOUNT],
  ])('may be in %s', (_place, config, environment) => {
    expect(resolve(config, { ...environment, DEPLOY_TOKEN: 'e30.e30.e30\n' })).toEqual({
      credentials: { serviceAccountId: 'sa_1', oidcToken: { value: 'e30.e30.e30' } },
      errors: [],
    });
  });

  it.each([NAMED, { ...NAMED, DEPLOY_TOKEN: ' ' }])(
    'is reported if it has no value',
    (environment) => {
      expect(resolve({}, environment).errors).toMatchObject([
        {
          detail: expect.stringMatching(
            /^KEYPLANE_OIDC_TOKEN_ENV names the variable DEPLOY_TOKEN, .*id_tokens:\n +DEPLOY_TOKEN:/s,
          ),
        },
      ]);
    },
  );

  it('is reported if its value is not a token', () => {
    expect(resolve({}, { ...NAMED, DEPLOY_TOKEN: 'hunter2 hunter2' }).errors).toMatchObject([
      { detail: expect.stringContaining('DEPLOY_TOKEN contains a space') },
    ]);
  });

  it.each(['hunter2 token', '$DEPLOY_TOKEN', '2FAST'])('cannot be %s', (name) => {
    expect(resolve({ oidc_token_env: name }, ACCOUNT).errors).toMatchObject([
      {
        detail: expect.stringContaining('must be the name of an environment variable'),
        attribute: [{ attribute: 'oidc_token_env' }],
      },
    ]);
  });

  it('is refused next to another source, and the error names both', () => {
    const config = { oidc_token_env: 'DEPLOY_TOKEN', oidc_token_file: '/a' };
    expect(resolve(config, { ...NAMED, ...CI }).errors).toMatchObject([
      { detail: 'Set `oidc_token_file` or `oidc_token_env`, not both.' },
    ]);
  });
});
