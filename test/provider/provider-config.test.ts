import { createDiagnosticList } from '../../provider/terraform-plugin/testing';
import { type GivenConfig, resolveConfig } from '../../provider/provider-config';

const ID = 'sak_01k9t3x0v6m8q2w4e5r7y9z1ab';
const OTHER_ID = 'sak_01k9t3x0v6m8q2w4e5r7y9z1ac';

const NOTHING: GivenConfig = {
  endpoint: null,
  client_id: null,
  client_secret: null,
  stack: null,
  service_account_id: null,
  oidc_token: null,
  oidc_token_file: null,
  oidc_token_env: null,
  oidc_request_url: null,
  oidc_request_token: null,
  oidc_audience: null,
  protect_used_within: null,
  protect_action: null,
  protect_except: null,
  allow_self_removal: null,
};
const KEY = {
  KEYPLANE_ENDPOINT: 'https://keys.example.com',
  KEYPLANE_CLIENT_ID: 'kpi_environment',
  KEYPLANE_CLIENT_SECRET: 'kpa_environment',
};

function resolve(config: Partial<GivenConfig>, environment: NodeJS.ProcessEnv = KEY) {
  const diagnostics = createDiagnosticList();
  const place = { directory: '/stacks/platform', environment };
  const resolved = resolveConfig({ ...NOTHING, ...config }, place, diagnostics);
  return { resolved, errors: diagnostics.all };
}

describe('exceptions from the protection of resources in use', () => {
  const exceptOf = (config: Partial<GivenConfig>, variable: string) =>
    resolve(config, { ...KEY, KEYPLANE_PROTECT_EXCEPT: variable }).resolved?.protection.except;

  it('come from both the block and the environment', () => {
    expect(exceptOf({ protect_except: [ID] }, OTHER_ID)).toEqual(new Set([ID, OTHER_ID]));
  });

  it('come from the environment if the block names none', () => {
    expect(exceptOf({ protect_except: [] }, `${ID}, ${OTHER_ID}`)).toEqual(new Set([ID, OTHER_ID]));
    expect(exceptOf({}, '*')).toEqual(new Set(['*']));
  });

  it('are refused with the place of the malformed ID', () => {
    const { errors } = resolve(
      { protect_except: [ID] },
      { ...KEY, KEYPLANE_PROTECT_EXCEPT: 'my key' },
    );
    expect(errors).toMatchObject([
      { summary: 'KEYPLANE_PROTECT_EXCEPT in the environment is malformed' },
    ]);
    expect(errors[0]).not.toHaveProperty('attribute');
  });
});

describe('an endpoint with a user name and a password', () => {
  it.each([
    ['the block', { endpoint: 'https://ada:hunter2@keys.example.com' }, {}],
    ['the environment', {}, { KEYPLANE_ENDPOINT: 'https://ada:hunter2@keys.example.com' }],
    ['an unparsable text', { endpoint: 'https://ada:hunter2@keys:x' }, {}],
  ])('is refused at its attribute, and is not shown: %s', (_place, config, environment) => {
    const { errors } = resolve(config, { ...KEY, ...environment });
    expect(errors).toMatchObject([
      {
        summary: "Keyplane's address is malformed",
        detail: expect.stringMatching(
          /^`endpoint`, or KEYPLANE_ENDPOINT in the environment, contains a user name or a password/,
        ),
      },
    ]);
    expect(JSON.stringify(errors)).toContain('"attribute":[{"attribute":"endpoint"}]');
    expect(JSON.stringify(errors)).not.toMatch(/hunter2|ada:/);
  });
});

describe('a setting that the block leaves empty', () => {
  it('does not override the variable that the error advises to set', () => {
    const { resolved, errors } = resolve({ endpoint: '', client_id: '', client_secret: '' });
    expect(errors).toEqual([]);
    expect(resolved).toMatchObject({
      endpoint: 'https://keys.example.com',
      credentials: { clientId: 'kpi_environment', clientSecret: 'kpa_environment' },
    });
  });

  it('is missing if the environment does not set it either', () => {
    const { errors } = resolve({ endpoint: '' }, { ...KEY, KEYPLANE_ENDPOINT: '' });
    expect(errors).toMatchObject([{ detail: expect.stringContaining('KEYPLANE_ENDPOINT') }]);
  });

  it('does not choose the kind of credentials', () => {
    const { errors } = resolve({ oidc_token: '', service_account_id: '' });
    expect(errors).toEqual([]);
  });
});

describe('two kinds of credentials', () => {
  const TOKEN = { KEYPLANE_OIDC_TOKEN: 'e30.e30.e30', KEYPLANE_SERVICE_ACCOUNT_ID: 'sa_1' };

  it('in the environment are refused, and the error names the variables to unset', () => {
    const { errors } = resolve({}, { ...KEY, ...TOKEN });
    expect(errors).toMatchObject([{ detail: expect.stringContaining('Unset KEYPLANE_CLIENT_ID') }]);
  });

  it('in the block are refused, and the error names the attributes to remove', () => {
    const { errors } = resolve({ client_id: 'a', oidc_token: 'b' });
    expect(errors).toMatchObject([{ summary: expect.stringContaining('two kinds') }]);
    expect(errors[0]?.detail).not.toContain('KEYPLANE_');
  });

  it('do not contradict each other if the block sets only one of them', () => {
    const { resolved } = resolve({ service_account_id: 'sa_2' }, { ...KEY, ...TOKEN });
    expect(resolved?.credentials).toMatchObject({ serviceAccountId: 'sa_2' });
  });

  it('are reported with their variables if the environment has two OIDC tokens', () => {
    const environment = { ...TOKEN, KEYPLANE_OIDC_TOKEN_FILE: '/run/token' };
    const { errors } = resolve({ endpoint: 'https://keys.example.com' }, environment);
    expect(errors).toMatchObject([
      { detail: expect.stringContaining('KEYPLANE_OIDC_TOKEN_FILE in the environment, not both') },
    ]);
  });
});

describe('a missing setting of the provider', () => {
  it('is reported together with the other missing ones, with the block to write', () => {
    const { errors } = resolve({}, {});
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      summary: 'The provider is not configured completely',
      detail: expect.stringContaining(
        [
          '  provider "keyplane" {',
          '    endpoint      = "https://keys.example.com" # or KEYPLANE_ENDPOINT in the environment',
          '    client_id     = "kpi_…"                    # or KEYPLANE_CLIENT_ID in the environment',
          '    client_secret = var.keyplane_client_secret # or KEYPLANE_CLIENT_SECRET in the environment',
          '  }',
        ].join('\n'),
      ),
    });
    expect(errors[0]?.detail).toContain('missing: `endpoint`, `client_id` and `client_secret`.');
    expect(errors[0]).not.toHaveProperty('attribute');
  });

  it('is reported at its attribute if all others are set', () => {
    const { errors } = resolve({}, { ...KEY, KEYPLANE_CLIENT_SECRET: ' ' });
    expect(errors).toMatchObject([
      { detail: expect.stringContaining('This setting is missing: `client_secret`.') },
    ]);
    expect(errors[0]).toHaveProperty('attribute');
    expect(errors[0]?.detail).not.toContain('endpoint');
  });

  it('may be the service account, or the token, of a federated identity', () => {
    const environment = { KEYPLANE_ENDPOINT: 'https://keys.example.com' };
    expect(resolve({ oidc_token: 'e30.e30.e30' }, environment).errors).toMatchObject([
      { detail: expect.stringContaining('service_account_id = "sa_…"') },
    ]);
    expect(resolve({ service_account_id: 'sa_1' }, environment).errors).toMatchObject([
      { detail: expect.stringContaining('Or set `oidc_token_file`') },
    ]);
  });
});

describe('settings with line breaks and spaces', () => {
  it.each(['\n', '\r\n', '  \n\n', '\ufeff'])('are used without %j around them', (around) => {
    const given = Object.entries({ ...KEY, KEYPLANE_STACK: 'payments' });
    const environment = Object.fromEntries(
      given.map(([name, value]) => [name, `${around}${value}${around}`]),
    );
    const here = { client_id: `kpi_1${around}`, client_secret: `kpa_1${around}` };
    expect(resolve({}, environment)).toEqual(resolve({}, Object.fromEntries(given)));
    expect(resolve(here, environment).resolved?.credentials).toEqual({
      clientId: 'kpi_1',
      clientSecret: 'kpa_1',
    });
    const federated = { service_account_id: `sa_1${around}`, oidc_token: `e30.e30.e30${around}` };
    expect(resolve(federated, environment).resolved?.credentials).toEqual({
      serviceAccountId: 'sa_1',
      oidcToken: { value: 'e30.e30.e30' },
    });
  });

  it.each([
    ['KEYPLANE_CLIENT_SECRET', 'kpa_hun\nter2', 'contains a line break'],
    ['KEYPLANE_CLIENT_ID', 'kpi hunter2', 'contains a space'],
    ['KEYPLANE_CLIENT_SECRET', 'kpa_hunter2…', 'contains a character that is not printable ASCII'],
  ])('in the middle of %s are refused with the variable', (variable, value, sentence) => {
    const { resolved, errors } = resolve({}, { ...KEY, [variable]: value });
    expect(resolved).toBeUndefined();
    expect(errors).toMatchObject([{ detail: expect.stringContaining(`${variable} ${sentence}`) }]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(errors[0]).not.toHaveProperty('attribute');
  });

  it('in the middle of an attribute are refused with the attribute', () => {
    const { errors } = resolve({ client_id: 'kpi_1', client_secret: 'kpa_hunter2\nkpa_' });
    expect(errors).toMatchObject([
      { detail: expect.stringContaining('`client_secret` contains a line break') },
    ]);
    expect(errors[0]).toHaveProperty('attribute');
  });

  it('in the middle of the endpoint are refused', () => {
    const { errors } = resolve({ endpoint: 'https://keys.exa\nmple.com' });
    expect(errors).toMatchObject([
      { detail: expect.stringContaining('contains a space or a line break') },
    ]);
  });
});

it('a proxy variable that cannot be used is refused without showing its password', () => {
  const { resolved, errors } = resolve({}, { ...KEY, HTTPS_PROXY: 'socks4://u:hunter2@proxy' });
  expect(resolved).toBeUndefined();
  expect(errors).toMatchObject([{ summary: 'HTTPS_PROXY names an unsupported kind of proxy' }]);
  expect(JSON.stringify(errors)).not.toContain('hunter2');
});

describe('a secret in a setting that is not secret', () => {
  const SECRET = `kpa_${'Ab12'.repeat(12)}Z`;
  const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2lnbmF0dXJl';
  const { KEYPLANE_ENDPOINT } = KEY;
  const variables = (clientId: string, clientSecret: string) => ({
    KEYPLANE_ENDPOINT,
    KEYPLANE_CLIENT_ID: clientId,
    KEYPLANE_CLIENT_SECRET: clientSecret,
  });

  it('is reported as swapped if the secret holds the client ID', () => {
    const { resolved, errors } = resolve({}, variables(SECRET, 'kpi_1'));
    expect(resolved).toBeUndefined();
    expect(errors).toEqual([
      {
        severity: 'error',
        summary: 'KEYPLANE_CLIENT_ID contains a secret',
        detail:
          'KEYPLANE_CLIENT_ID contains a secret: kpa_Ab12…b12Z. KEYPLANE_CLIENT_SECRET contains a client ' +
          'ID, so the two seem to be swapped: exchange them.',
      },
    ]);
  });

  it.each([
    ['client_id', { client_id: SECRET, client_secret: SECRET }],
    ['client_id', { client_id: 'kps_Ab', client_secret: SECRET }],
    ['client_id', { client_id: JWT, client_secret: SECRET }],
    ['client_secret', { client_id: 'kpi_1', client_secret: 'kpi_1' }],
    ['service_account_id', { service_account_id: SECRET, oidc_token: JWT }],
    ['oidc_token_file', { service_account_id: 'sa_1', oidc_token_file: JWT }],
    ['stack', { stack: SECRET }],
    ['endpoint', { endpoint: `https://${SECRET}` }],
    ['endpoint', { endpoint: SECRET }],
    ['protect_except', { protect_except: [SECRET] }],
  ])('is refused at `%s` and never shown', (attribute, config) => {
    const { resolved, errors } = resolve(config);
    expect(resolved).toBeUndefined();
    expect(errors).toMatchObject([{ attribute: [{ attribute }] }]);
    expect(JSON.stringify(errors)).not.toMatch(/Ab12Ab12|eyJhbGci/);
  });
});
