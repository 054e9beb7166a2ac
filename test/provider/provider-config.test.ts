import { createDiagnosticList } from '../../provider/framework/diagnostics';
import { type GivenConfig, resolveConfig } from '../../provider/provider-config';

const ID = 'sak_01k9t3x0v6m8q2w4e5r7y9z1ab';
const OTHER_ID = 'sak_01k9t3x0v6m8q2w4e5r7y9z1ac';

const NOTHING: GivenConfig = {
  ...{ endpoint: null, client_id: null, client_secret: null, stack: null },
  ...{ service_account_id: null, oidc_token: null, oidc_token_file: null },
  ...{ protect_used_within: null, protect_action: null, protect_except: null },
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

describe('exceptions from the protection of what is in use', () => {
  const exceptOf = (config: Partial<GivenConfig>, variable: string) =>
    resolve(config, { ...KEY, KEYPLANE_PROTECT_EXCEPT: variable }).resolved?.protection.except;

  it('are those of the block and those of the environment together', () => {
    expect(exceptOf({ protect_except: [ID] }, OTHER_ID)).toEqual(new Set([ID, OTHER_ID]));
  });

  it('are those of the environment if the block names none', () => {
    expect(exceptOf({ protect_except: [] }, `${ID}, ${OTHER_ID}`)).toEqual(new Set([ID, OTHER_ID]));
    expect(exceptOf({}, '*')).toEqual(new Set(['*']));
  });

  it('are refused with the place of what is malformed', () => {
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

describe('a setting that the block leaves empty', () => {
  it('does not hide the variable that the error advises to set', () => {
    const { resolved, errors } = resolve({ endpoint: '', client_id: '', client_secret: '' });
    expect(errors).toEqual([]);
    expect(resolved).toMatchObject({
      endpoint: 'https://keys.example.com',
      credentials: { clientId: 'kpi_environment', clientSecret: 'kpa_environment' },
    });
  });

  it('is missing if the environment has none either', () => {
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

  it('in the environment are refused with the variables to unset', () => {
    const { errors } = resolve({}, { ...KEY, ...TOKEN });
    expect(errors).toMatchObject([{ detail: expect.stringContaining('Unset KEYPLANE_CLIENT_ID') }]);
  });

  it('in the block are refused with the attributes to remove, which no variable can help', () => {
    const { errors } = resolve({ client_id: 'a', oidc_token: 'b' });
    expect(errors).toMatchObject([{ summary: expect.stringContaining('two kinds') }]);
    expect(errors[0]?.detail).not.toContain('KEYPLANE_');
  });

  it('are no contradiction if the block names one of them', () => {
    const { resolved } = resolve({ service_account_id: 'sa_2' }, { ...KEY, ...TOKEN });
    expect(resolved?.credentials).toMatchObject({ serviceAccountId: 'sa_2' });
  });

  it('name the variables if the environment has two OIDC tokens', () => {
    const environment = { ...TOKEN, KEYPLANE_OIDC_TOKEN_FILE: '/run/token' };
    const { errors } = resolve({ endpoint: 'https://keys.example.com' }, environment);
    expect(errors).toMatchObject([
      { detail: expect.stringContaining('KEYPLANE_OIDC_TOKEN_FILE in the environment, not both') },
    ]);
  });
});
