import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServedForReattach } from '../../provider/terraform-plugin';
import { createFederationApi, type FederationApi } from '../api/federation/support/federation-api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { providerBlock, serveKeyplaneProvider, SOURCE } from './support/keyplane-workspace';

describe('a service account that trusts an external issuer', () => {
  let api: FederationApi;
  let served: ServedForReattach;
  let workspace: TerraformWorkspace;
  let accountId: string;
  let folder: string;

  beforeAll(async () => {
    api = await createFederationApi();
    served = await serveKeyplaneProvider();
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-oidc-'));
    accountId = (await api.account(['roles.read', 'service_accounts.read'])).id;
    workspace = await createTerraformWorkspace({
      files: { 'provider.tf': providerBlock(api) },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await served.close();
    await api.close();
    await rm(folder, { recursive: true });
  });

  const identity = (lines: string) => `
resource "keyplane_federated_identity" "ci" {
  service_account_id = "${accountId}"
  name               = "CI"
  ${lines}
}`;
  const trusted = (changes = '') =>
    identity(`issuer = "${api.outside.url}"
  subject_pattern = "repo:acme/app:ref:refs/heads/main"
  claims = { repository_id = "123456", repository_owner_id = "654321" }
  ${changes}`);

  const write = (main: string, provider = providerBlock(api)) =>
    workspace.write({ 'provider.tf': provider, 'main.tf': main });

  async function run(exitCode: number, ...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode: actual } = await workspace.run(...args);
    const said = `${stdout}${stderr}`.replaceAll(/[\s│]+/g, ' ');
    if (actual !== exitCode) throw new Error(said);
    return said;
  }
  const apply = () => run(0, 'apply', '-auto-approve');

  function withToken(lines: string): string {
    return `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
provider "keyplane" {
  endpoint = "${api.url}"
  ${lines}
}`;
  }
  const WHOAMI =
    'data "keyplane_whoami" "me" {}\noutput "me" { value = data.keyplane_whoami.me.id }';

  test('is declared, planned again without a change, changed in place, imported and destroyed', async () => {
    await write(trusted());
    await apply();
    await run(0, 'plan', '-detailed-exitcode');
    const [made] = (await api.owner.get('/v1/federated-identities').expect(200)).body.items;
    expect(made).toMatchObject({ name: 'CI', audience: api.url, enabled: true });

    await write(
      `${trusted('replay_protection = true')}
data "keyplane_federated_identity" "ci" { id = keyplane_federated_identity.ci.id }
data "keyplane_federated_identities" "all" { service_account_id = "${accountId}" }
output "found" { value = data.keyplane_federated_identity.ci.issuer }
output "count" { value = length(data.keyplane_federated_identities.all.federated_identities) }`,
    );
    expect(await apply()).toContain('0 added, 1 changed, 0 destroyed');
    const outputs = (await workspace.show()).values?.outputs;
    expect(outputs?.found?.value).toBe(api.outside.url);
    expect(outputs?.count?.value).toBe(1);

    await run(0, 'state', 'rm', 'keyplane_federated_identity.ci');
    await run(0, 'import', 'keyplane_federated_identity.ci', made.id as string);
    await run(0, 'plan', '-detailed-exitcode');

    await api.owner.delete(`/v1/federated-identities/${made.id}`).expect(204);
    expect(await run(2, 'plan', '-detailed-exitcode')).toContain('Federated identity CI is gone');
    await apply();
    await run(0, 'destroy', '-auto-approve');
    expect((await api.owner.get('/v1/federated-identities')).body.items).toEqual([]);
  });

  test('is reported by a plan that deletes, changes or disables it after it was used', async () => {
    await write(trusted());
    await apply();
    const quiet = await run(0, 'plan', '-destroy');
    expect(quiet).not.toContain('is in use');
    await api.exchange(accountId, await api.signed()).expect(200);
    const about = 'Federated identity "CI" \\(fid_\\w+\\) is in use and will';
    const destroyed = await run(0, 'plan', '-destroy');
    expect(destroyed).toMatch(
      new RegExp(`${about} be destroyed .* It was used within the last 7d`),
    );
    await write(trusted('enabled = false'));
    expect(await run(0, 'plan')).toMatch(new RegExp(`${about} be disabled`));
    await write(trusted().replace('"repo:acme/app:', '"repo:acme/web:'));
    const narrowed = await run(0, 'plan');
    expect(narrowed).toMatch(new RegExp(`${about} change which tokens it trusts`));
    expect(narrowed).toContain('do not match the new `subject_pattern` are refused');
    await write(trusted('replay_protection = true'));
    expect(await run(0, 'plan')).not.toContain('is in use');

    await write(`${trusted()}
import {
  to = keyplane_service_account.ci
  id = "${accountId}"
}
resource "keyplane_service_account" "ci" {
  name     = "Deployer"
  role_ids = []
}`);
    const account = await run(0, 'plan');
    expect(account).toMatch(
      /Service account "Deployer" \(sa_\w+\) is in use and will lose a role .* Federated identities acted for it within the last 7d: - "CI" \(fid_/,
    );
    await write(trusted());
    await run(0, 'destroy', '-auto-approve');
  });

  test.each([
    [
      'an issuer on http',
      'issuer = "http://issuer.example.com"\n subject_pattern = "x"',
      'The issuer must use https',
    ],
    [
      'an issuer on a private address',
      'issuer = "https://10.0.0.1"\n subject_pattern = "x"',
      'The issuer must have a public address',
    ],
    [
      'a pattern that would trust any repository',
      'issuer = "https://issuer.example.com"\n subject_pattern = "repo:*/*:ref:refs/heads/main"',
      'none in the first three parts',
    ],
    [
      'a wildcard that crosses',
      'issuer = "https://issuer.example.com"\n subject_pattern = "repo:acme/app:**"',
      'with at most one `*` in each part between `/` and `:`',
    ],
    [
      'GitHub without the IDs',
      'issuer = "https://token.actions.githubusercontent.com"\n subject_pattern = "repo:acme/app:ref:refs/heads/main"',
      'claims must have repository_id',
    ],
  ])('%s is refused at its line', async (_what, lines, sentence) => {
    await write(identity(lines));
    const said = await run(1, 'apply', '-auto-approve');
    expect(said).toContain(sentence);
    expect(said).toMatch(/on main\.tf line \d+, in resource "keyplane_federated_identity" "ci"/);
  });

  test('can be used with only a token, given directly or in a file that is read again', async () => {
    await api.trust(accountId);
    const file = path.join(folder, 'token');
    await writeFile(file, `${await api.signed()}\n`);
    const settings = `service_account_id = "${accountId}"`;
    for (const token of [`oidc_token = "${await api.signed()}"`, `oidc_token_file = "${file}"`]) {
      await write(WHOAMI, withToken(`${settings}\n  ${token}`));
      await apply();
      expect((await workspace.show()).values?.outputs?.me?.value).toBe(accountId);
    }
    await writeFile(file, await api.signed({ sub: 'repo:acme/other:ref:refs/heads/main' }));
    const said = await run(1, 'plan');
    expect(said).toContain('No federated identity of this service account trusts');
    await rm(file);
    expect(await run(1, 'plan')).toContain('cannot be read');
  });

  test.each([
    ['both kinds of credentials', 'client_id = "a"\n oidc_token = "b"', 'two kinds of credentials'],
    [
      'a token without an account',
      'oidc_token = "b"',
      'This setting is missing: `service_account_id`',
    ],
    [
      'two tokens',
      'service_account_id = "sa_1"\n oidc_token = "b"\n oidc_token_file = "c"',
      'given two OIDC tokens',
    ],
    [
      'an account without a token',
      'service_account_id = "sa_1"',
      'This setting is missing: `oidc_token`',
    ],
  ])('%s are refused before any request', async (_what, lines, sentence) => {
    await write(WHOAMI, withToken(lines));
    expect(await run(1, 'plan')).toContain(sentence);
  });
});
