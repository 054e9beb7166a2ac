import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findSecrets, readFolder } from '../proof/support/secret-search';
import { createTestApi, type Credentials, type TestApi } from '../support/api';
import { DAY, SECOND } from '../support/manual-clock';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import {
  createVault,
  reattachAll,
  serveVaultProvider,
  type Vault,
} from '../support/vault-provider';
import { serveKeyplaneProvider } from './support/keyplane-workspace';

const EXAMPLE = path.join(__dirname, '../../examples/secret-to-vault/main.tf');
const ENTRY = 'kv/data/ci/keyplane';
const KEY = 'keyplane_service_account_key.ci';

interface Delivered {
  readonly client_id: string;
  readonly secret: string;
}

const identity = ({ clientId, secret }: Credentials) => ({
  KEYPLANE_CLIENT_ID: clientId,
  KEYPLANE_CLIENT_SECRET: secret,
});

/** `vault_kv_secret_v2` is that of test/support/vault-provider. */
describe('the example that puts a secret into a vault', () => {
  let api: TestApi;
  let vault: Vault;
  let workspace: TerraformWorkspace;
  let environment: Record<string, string>;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    api = await createTestApi();
    vault = createVault();
    environment = { KEYPLANE_ENDPOINT: api.url, ...identity(api.team.owner) };
    const keyplane = await serveKeyplaneProvider({ environment, now: api.clock.now });
    const stands = await serveVaultProvider(vault);
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': await readFile(EXAMPLE, 'utf8') },
      env: { TF_REATTACH_PROVIDERS: reattachAll(keyplane, stands) },
    });
    await workspace.init();
    stop = async () => {
      await workspace.cleanup();
      await Promise.all([keyplane.close(), stands.close()]);
      await api.close();
    };
  });
  afterEach(() => stop());

  const delivered = () => vault.read(ENTRY)?.data as unknown as Delivered;
  const key = async () => {
    const { values } = await workspace.show();
    const found = values?.root_module.resources?.find(({ address }) => address === KEY);
    return found?.values ?? {};
  };
  const edit = async (from: string, to: string) => {
    const before = await readFile(path.join(workspace.folder, 'main.tf'), 'utf8');
    expect(before).toContain(from);
    await workspace.write({ 'main.tf': before.replace(from, to) });
  };
  const expectNothingToDo = async () =>
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
  const expectRefused = async () => {
    const { exitCode, stderr } = await workspace.run('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('coalesce');
  };
  const works = async ({ client_id: clientId, secret }: Delivered) => {
    const { status } = await api.as({ clientId, secret }).get('/v1/whoami');
    return status === 200;
  };
  const claims = async () => {
    const action = 'service_account_key.secret_claimed';
    const { body } = await api.as(api.team.owner).get(`/v1/audit-events?action=${action}`);
    return body.items.length as number;
  };

  it('is valid, delivers a valid secret, and then plans no change', async () => {
    await workspace.validate();
    await workspace.apply();
    expect(delivered()).toEqual({ client_id: (await key()).client_id, secret: expect.any(String) });
    expect(await works(delivered())).toBe(true);
    await expectNothingToDo();
    expect(vault.writes).toBe(1);
  });

  it('leaves the secret in no plan and no state, and in none of the folder’s files', async () => {
    await workspace.plan({ out: 'first.plan' });
    await workspace.apply('first.plan');
    const { secret } = delivered();
    await workspace.plan({ out: 'second.plan' });
    const written = await readFolder(workspace.folder);
    expect(written.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['first.plan', 'second.plan', 'terraform.tfstate']),
    );
    expect(findSecrets([{ name: 'the secret', secret }], written)).toEqual([]);
    expect(await key()).toMatchObject({ secret: null, secret_delivery: 'claim' });
  });

  it('claims in the apply that makes the key, not in the plan before it', async () => {
    await workspace.plan({ out: 'first.plan' });
    expect(await claims()).toBe(0);
    await workspace.apply('first.plan');
    expect(await claims()).toBe(1);
  });

  it('claims again if the vault failed, and keeps the key', async () => {
    vault.failWrites(1);
    const { exitCode, stderr } = await workspace.run('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the vault is sealed');
    const { id } = await key();
    await workspace.apply();
    expect((await key()).id).toBe(id);
    expect(await works(delivered())).toBe(true);
    await expectNothingToDo();
  });

  it('puts a new secret into the vault after 30 days, and both are valid for a day', async () => {
    await workspace.apply();
    const before = { key: await key(), delivered: delivered() };
    api.clock.advance(30 * DAY);
    await workspace.plan({ out: 'rotation.plan' });
    await workspace.apply('rotation.plan');
    expect(await key()).toMatchObject({ id: before.key.id, client_id: before.key.client_id });
    expect(delivered().secret).not.toBe(before.delivered.secret);
    await expectNothingToDo();
    api.clock.advance(DAY - SECOND);
    expect(await works(delivered())).toBe(true);
    expect(await works(before.delivered)).toBe(true);
    api.clock.advance(SECOND);
    expect(await works(delivered())).toBe(true);
    expect(await works(before.delivered)).toBe(false);
  });

  it('catches up with a rotation whose secret did not reach the vault', async () => {
    await workspace.apply();
    const before = delivered();
    api.clock.advance(30 * DAY);
    vault.failWrites(1);
    expect((await workspace.run('apply', '-auto-approve')).exitCode).toBe(1);
    expect(delivered()).toEqual(before);
    await workspace.apply();
    expect(delivered().secret).not.toBe(before.secret);
    expect(await works(delivered())).toBe(true);
    await expectNothingToDo();
  });

  it('is planned with a warning under credentials that may read the key but not claim its secret', async () => {
    await workspace.apply();
    const before = delivered();
    const { body: role } = await api
      .as(api.team.owner)
      .post('/v1/roles')
      .send({
        name: 'planner',
        permissions: ['roles.read', 'service_accounts.read', 'service_account_keys.read'],
      });
    const account = { name: 'planner', role_ids: [role.id] };
    const { body: planner } = await api
      .as(api.team.owner)
      .post('/v1/service-accounts')
      .send(account);
    const { body: reader } = await api
      .as(api.team.owner)
      .post('/v1/service-account-keys')
      .send({ service_account_id: planner.id, name: 'planner', expires_at: 'never' });
    Object.assign(environment, identity({ clientId: reader.client_id, secret: reader.secret }));
    const { exitCode, stdout } = await workspace.plan({ detailedExitCode: true });
    expect(exitCode).toBe(0);
    // The vault has the secret, so no change is left.
    expect(stdout).not.toContain('may not be claimed');
    await edit(`data_json_wo_version = ${KEY}.secret_version`, 'data_json_wo_version = 7');
    await expectRefused();
    expect(delivered()).toEqual(before);
  });

  describe('after the claim window', () => {
    beforeEach(async () => {
      await workspace.apply();
      api.clock.advance(2 * DAY);
    });

    it.each(['local.claimed', '"claimed"'])(
      'plans no change with coalesce(…, %s), even in an apply of something else',
      async (otherwise) => {
        await edit('ci.secret, local.claimed', `ci.secret, ${otherwise}`);
        await expectNothingToDo();
        await workspace.write({ 'other.tf': 'resource "terraform_data" "other" {}\n' });
        await workspace.apply();
        expect(vault.writes).toBe(1);
      },
    );

    it('cannot be planned without coalesce if the consumer refuses null', async () => {
      const config = await readFile(path.join(workspace.folder, 'main.tf'), 'utf8');
      const bare = 'data_json_wo = ephemeral.keyplane_key_secret.ci.secret\n';
      await workspace.write({ 'main.tf': config.replace(/data_json_wo = .*?\}\)\n/s, bare) });
      const { exitCode, stderr } = await workspace.run('plan');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('Set one of `data_json` and `data_json_wo`');
    });

    it('does not overwrite the secret if somebody changes the version by hand', async () => {
      const before = delivered();
      const version = 'data_json_wo_version = ';
      await edit(`${version}${KEY}.secret_version`, `${version}7`);
      await expectRefused();
      expect(delivered()).toEqual(before);
    });

    it('creates a deleted vault entry again only with a new secret, after a change of the configuration', async () => {
      vault.remove(ENTRY);
      await expectRefused();
      expect(vault.read(ENTRY)).toBeUndefined();
      await edit('receivers = "vault"', 'receivers = "vault, again"');
      await workspace.apply();
      expect(await works(delivered())).toBe(true);
      await expectNothingToDo();
    });

    it('fails for an added consumer, unless the same apply rotates the key', async () => {
      const other = `
resource "vault_kv_secret_v2" "other" {
  mount                = "kv"
  name                 = "other"
  data_json_wo         = jsonencode({ secret = coalesce(ephemeral.keyplane_key_secret.ci.secret, local.claimed) })
  data_json_wo_version = ${KEY}.secret_version
}
`;
      await workspace.write({ 'other.tf': other });
      await expectRefused();
      expect(vault.read('kv/data/other')).toBeUndefined();
      await edit('receivers = "vault"', 'receivers = "vault, other"');
      await workspace.apply();
      expect(vault.read('kv/data/other')?.data).toEqual({ secret: delivered().secret });
      expect(await works(delivered())).toBe(true);
      await expectNothingToDo();
    });
  });
});
