import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROVIDER_VERSION } from '../../provider/version';
import { createTestApi, type TestApi } from '../support/api';
import { type CompanyProxy, createCompanyProxy } from '../support/company-proxy';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { testedProvider } from '../support/tested-provider';
import { createTestAuthority } from '../support/test-authority';
import { createTlsFront, type TlsFront } from '../support/tls-front';
import { SOURCE } from './support/keyplane-workspace';

const HOST = 'keys.example.test';
const MAIN = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
data "keyplane_whoami" "me" {}
`;

describe('the built provider in the network of a company', () => {
  const authority = createTestAuthority();
  let api: TestApi;
  let folder: string;
  let front: TlsFront;
  let proxy: CompanyProxy;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-company-'));
    await writeFile(path.join(folder, 'authority.pem'), authority.certificate);
    api = await createTestApi('sqlite');
    front = await createTlsFront(() => api.url, authority.issue(HOST));
    proxy = await createCompanyProxy({
      target: () => ({ host: '127.0.0.1', port: front.port }),
      credentials: 'builder:hunter2',
    });
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': MAIN },
      provider: {
        executable: await testedProvider(path.join(folder, 'dist')),
        source: SOURCE,
        version: PROVIDER_VERSION,
      },
      env: {
        KEYPLANE_ENDPOINT: `https://${HOST}`,
        KEYPLANE_CLIENT_ID: `${api.team.owner.clientId}\n`,
        KEYPLANE_CLIENT_SECRET: `${api.team.owner.secret}\r\n`,
        HTTPS_PROXY: `http://builder:hunter2@127.0.0.1:${proxy.port}`,
        NO_PROXY: '',
        SSL_CERT_FILE: path.join(folder, 'authority.pem'),
      },
    });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await proxy.close();
    await front.close();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  const errorWith = async (environment: Record<string, string>) => {
    const before = { ...workspace.env };
    Object.assign(workspace.env, environment);
    const { exitCode, stdout, stderr } = await workspace.run('plan');
    Object.assign(workspace.env, before);
    expect(exitCode).toBe(1);
    expect(stdout + stderr).not.toContain('hunter2');
    return stderr.replaceAll(/[│\s]+/g, ' ');
  };

  it('reaches Keyplane through HTTPS_PROXY and trusts the authority of SSL_CERT_FILE', async () => {
    await workspace.plan();
    expect(new Set(proxy.calls)).toEqual(new Set([`CONNECT ${HOST}:443`]));
  });

  it('names the proxy and SSL_CERT_FILE if the authority is not trusted', async () => {
    const error = await errorWith({ SSL_CERT_FILE: '' });
    expect(error).toContain('comes from an authority that is not trusted here');
    expect(error).toContain('in the environment variable SSL_CERT_FILE');
    expect(error).toContain(`the proxy http://127.0.0.1:${proxy.port} of HTTPS_PROXY`);
  });

  it('names the proxy that refuses its credentials', async () => {
    const HTTPS_PROXY = `http://builder:hunter22@127.0.0.1:${proxy.port}`;
    expect(await errorWith({ HTTPS_PROXY })).toContain(
      `The proxy http://127.0.0.1:${proxy.port} refuses the credentials (status 407).`,
    );
  });
});
