import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROVIDER_VERSION } from '../../provider/version';
import { createFederationApi, type FederationApi } from '../api/federation/support/federation-api';
import {
  type CiTokenEndpoint,
  REQUEST_TOKEN,
  startCiTokenEndpoint,
} from '../support/ci-token-endpoint';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { testedProvider } from '../support/tested-provider';
import { SOURCE } from './support/keyplane-workspace';

const CONFIGURATION = (name: string) => `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
resource "keyplane_service_account" "a" {
  name = "${name}"
}
data "keyplane_whoami" "me" {}
output "me" {
  value = data.keyplane_whoami.me.id
}
`;

describe('a pipeline whose provider gets its OIDC token by itself', () => {
  let api: FederationApi;
  let ci: CiTokenEndpoint;
  let folder: string;
  let executable: string;
  let accountId: string;
  let accountOfReusedTokens: string;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    api = await createFederationApi();
    ci = await startCiTokenEndpoint((aud) => api.outside.sign({ aud }));
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-ci-'));
    executable = await testedProvider(path.join(folder, 'dist'));
    const permissions = [
      'roles.read',
      'service_accounts.read',
      'service_accounts.create',
      'service_accounts.delete',
    ];
    accountId = (await api.account(permissions)).id;
    // Each token is valid once, so every process of terraform needs a token of its own.
    await api.trust(accountId, { replay_protection: true });
    accountOfReusedTokens = (await api.account(permissions)).id;
    await api.trust(accountOfReusedTokens);
  });
  afterAll(async () => {
    await ci.close();
    await api.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    ci.answer = undefined;
  });
  afterEach(() => workspace.cleanup());

  async function job(env: Readonly<Record<string, string>>): Promise<TerraformWorkspace> {
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': CONFIGURATION('made by the pipeline') },
      env: { KEYPLANE_ENDPOINT: api.url, KEYPLANE_SERVICE_ACCOUNT_ID: accountId, ...env },
      provider: { executable, source: SOURCE, version: PROVIDER_VERSION },
    });
    await workspace.init();
    return workspace;
  }

  async function run(exitCode: number, ...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode: actual } = await workspace.run(...args);
    const said = `${stdout}${stderr}`.replaceAll(/[\s│╷╵]+/g, ' ');
    if (actual !== exitCode) throw new Error(said);
    return said;
  }

  it('plans, applies and destroys with the variables of GitHub alone', async () => {
    await job({ ...ci.environment, TF_LOG: 'TRACE' });
    let said = await run(0, 'plan', '-out=plan');
    said += await run(0, 'apply', 'plan');
    expect((await workspace.show()).values?.outputs?.me?.value).toBe(accountId);
    said += await run(0, 'destroy', '-auto-approve');

    expect(ci.issued.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ci.issuedFor)).toEqual(new Set([api.url]));
    expect(said).toContain('Requested an OIDC token');
    for (const file of await readdir(workspace.folder)) {
      if (file.endsWith('.tfstate'))
        said += await readFile(path.join(workspace.folder, file), 'utf8');
    }
    for (const secret of [REQUEST_TOKEN, ...ci.issued]) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain(secret.split('.')[2] ?? secret);
    }
  });

  it('plans and applies with the variable that GitLab was told to set', async () => {
    await job({
      GITLAB_CI: 'true',
      KEYPLANE_SERVICE_ACCOUNT_ID: accountOfReusedTokens,
      KEYPLANE_OIDC_TOKEN_ENV: 'DEPLOY_TOKEN',
      DEPLOY_TOKEN: await api.signed(),
    });
    await run(0, 'plan', '-out=plan');
    await run(0, 'apply', 'plan');
    await run(0, 'destroy', '-auto-approve');
  });

  it('fails in the plan without the permission, and says which one is missing', async () => {
    await job({ GITHUB_ACTIONS: 'true' });
    const said = await run(1, 'plan');
    expect(said).toContain('The provider has no OIDC token');
    expect(said).toContain('permissions: contents: read id-token: write');
  });

  it('fails in the plan with a key besides the service account', async () => {
    await job({
      ...ci.environment,
      KEYPLANE_CLIENT_ID: api.team.owner.clientId,
      KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
    });
    const said = await run(1, 'plan');
    expect(said).toContain('The provider is given two kinds of credentials');
    expect(said).not.toContain(api.team.owner.secret);
  });

  it('fails in the plan if nobody trusts the audience, and shows which one the token has', async () => {
    await job({ ...ci.environment, KEYPLANE_OIDC_AUDIENCE: 'https://other.example.com' });
    const said = await run(1, 'plan');
    expect(said).toContain('aud "https://other.example.com"');
    expect(said).toContain('If `aud` is wrong, change it where the token is requested');
  });

  it.each<[string, number, string, string]>([
    ['answers without a value', 200, '{}', 'must be JSON with a token in `value`'],
    ['refuses the audience', 400, '{}', 'refused to issue a token for the audience'],
    ['refuses the request token', 401, '{}', 'refused the request token (status 401)'],
  ])('fails in the plan if the CI system %s', async (_what, status, body, sentence) => {
    await job(ci.environment);
    ci.answer = (_request, response) => void response.writeHead(status).end(body);
    const said = await run(1, 'plan');
    expect(said).toContain('The provider has no credentials');
    expect(said).toContain(sentence);
    expect(said).not.toContain(REQUEST_TOKEN);
  });

  it('reads a file that another program renews during the run', async () => {
    const file = path.join(folder, 'token');
    await writeFile(file, 'not yet written\n');
    await job({
      KEYPLANE_SERVICE_ACCOUNT_ID: accountOfReusedTokens,
      KEYPLANE_OIDC_TOKEN_FILE: file,
    });
    expect(await run(1, 'plan')).toContain('The OIDC token is not a JWT.');
    await writeFile(file, `${await api.signed()}\n`);
    await run(0, 'plan', '-out=plan');
    await run(0, 'apply', 'plan');
    await run(0, 'destroy', '-auto-approve');
  });
});
