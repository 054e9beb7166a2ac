import { DAY, HOUR } from '../support/manual-clock';
import { eventually } from '../support/eventually';
import type { Credentials } from '../support/api';
import {
  createVault,
  reattachAll,
  serveVaultProvider,
  type Vault,
} from '../support/vault-provider';
import { KEY_FAMILIES, SERVICE_ACCOUNT_KEY } from './support/key-families';
import {
  createKeyplaneWorkspace,
  type KeyplaneWorkspace,
  providerBlock,
  serveKeyplaneProvider,
} from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const ENTRY = 'kv/data/ci';
const CONSUMER = 'vault_kv_secret_v2.ci';

/** Records the secret of the ephemeral resource whenever `version` changes. */
const consumer = (version: string, { keyId, secretVersion }: ConsumerOptions) => `
ephemeral "keyplane_key_secret" "k" {
  key_id = ${keyId}
  ${secretVersion === undefined ? '' : `secret_version = ${secretVersion}`}
}
resource "vault_kv_secret_v2" "ci" {
  mount = "kv"
  name  = "ci"
  data_json_wo = jsonencode({
    secret         = ephemeral.keyplane_key_secret.k.secret
    secret_version = ephemeral.keyplane_key_secret.k.secret_version
    client_id      = ephemeral.keyplane_key_secret.k.client_id
    claimed        = ephemeral.keyplane_key_secret.k.claimed
  })
  data_json_wo_version = ${version}
}`;

interface ConsumerOptions {
  readonly keyId: string;
  readonly secretVersion?: string;
}

describe('ephemeral keyplane_key_secret', () => {
  let workspace: KeyplaneWorkspace;
  let vault: Vault;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
    vault = createVault();
    const keyplane = await serveKeyplaneProvider({ now: workspace.api.clock.now });
    const standIn = await serveVaultProvider(vault);
    workspace.env.TF_REATTACH_PROVIDERS = reattachAll(keyplane, standIn);
    await workspace.write({ 'vault.tf': 'provider "vault" {}' });
    stop = async () => {
      await workspace.cleanup();
      await Promise.all([keyplane.close(), standIn.close()]);
    };
  });
  afterEach(() => stop());

  const seen = () => vault.read(ENTRY)?.data;
  const works = async (credentials: Credentials) =>
    (await workspace.api.as(credentials).get('/v1/whoami')).status === 200;

  const { address, configuration } = SERVICE_ACCOUNT_KEY;
  const claimed = (more = '') => configuration(`secret_delivery = "claim"\n  ${more}`);
  const ofKey = { keyId: `${address}.id`, secretVersion: `${address}.secret_version` };

  it.each(KEY_FAMILIES)(
    'returns the secret of $family to the run that creates it',
    async ({ address: key, configuration: configured }) => {
      const options = { keyId: `${key}.id`, secretVersion: `${key}.secret_version` };
      await workspace.configure(
        configured('secret_delivery = "claim"') + consumer(`${key}.secret_version`, options),
      );
      await workspace.apply();
      const { client_id, secret_version, secret } = await workspace.applied(key);
      expect(secret).toBeNull();
      expect(seen()).toEqual({
        client_id,
        secret_version,
        claimed: false,
        secret: expect.stringMatching(/^kp[ast]_/),
      });
    },
  );

  it('opens again in every later plan and apply, without a change', async () => {
    await workspace.configure(claimed() + consumer(`${address}.secret_version`, ofKey));
    await workspace.apply();
    const before = seen();
    for (let round = 0; round < 2; round += 1) {
      expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
      await workspace.apply();
    }
    expect(seen()).toEqual(before);
    expect(vault.writes).toBe(1);
  });

  it('returns null and `claimed` after the window, and nothing fails', async () => {
    await workspace.configure(claimed() + consumer('1', ofKey));
    await workspace.apply();
    workspace.api.clock.advance(25 * HOUR);
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    await workspace.configure(claimed() + consumer('2', ofKey));
    await workspace.apply();
    expect(seen()).toMatchObject({ secret: null, claimed: true });
    expect(seen()).toMatchObject({ client_id: (await workspace.applied(address)).client_id });
  });

  it('leads to a warning of the key if nobody claimed before the window was over', async () => {
    await workspace.configure(claimed('claim_window = "1h"'));
    await workspace.apply();
    workspace.api.clock.advance(2 * HOUR);
    const { text, actions } = await plannedChange(workspace, address);
    expect(actions).toEqual(['no-op']);
    const { id } = await workspace.applied(address);
    expect(text).toContain(`Service account key "deploy" (${id}) has a secret that nobody claimed`);
  });

  it.each([
    ['a key that nobody knows', '"sak_01k9t3x0v6m8q2w4e5r7y9z1ab"', undefined],
    ['a secret that was never kept', `${address}.id`, undefined],
    ['a version that is none of the key’s', `${address}.id`, '1'],
  ])('returns null and `claimed` for %s', async (_what, keyId, secretVersion) => {
    const options = { keyId, ...(secretVersion !== undefined && { secretVersion }) };
    await workspace.configure(configuration('') + consumer('1', options));
    await workspace.apply();
    expect(seen()).toMatchObject({ secret: null, claimed: true });
  });

  it('returns null and a warning to credentials that may not claim', async () => {
    await workspace.configure(claimed());
    await workspace.apply();
    const { api } = workspace;
    const owner = api.as(api.team.owner);
    const permissions = ['service_account_keys.read', 'service_accounts.read'];
    const role = await owner.post('/v1/roles').send({ name: 'reader', permissions }).expect(201);
    const account = await owner
      .post('/v1/service-accounts')
      .send({ name: 'reader', role_ids: [role.body.id] })
      .expect(201);
    const { body: key } = await owner
      .post('/v1/service-account-keys')
      .send({ service_account_id: account.body.id, name: 'reader', expires_at: 'never' })
      .expect(201);
    const reader = { client_id: key.client_id, client_secret: key.secret };
    await workspace.write({ 'provider.tf': providerBlock(api, reader) });
    await workspace.configure(claimed() + consumer('1', ofKey));
    await workspace.apply();
    expect(seen()).toMatchObject({ secret: null, claimed: false });
    const { text } = await plannedChange(workspace, address);
    expect(text.match(/may not be claimed with these credentials/g)).toHaveLength(1);
    expect(text).toContain('This needs the permission service_account_keys.claim, which "reader"');
    workspace.api.clock.advance(25 * HOUR);
    const later = await plannedChange(workspace, address);
    expect(later.text).not.toContain('may not be claimed');
  });

  it('returns null to a plan while the provider is not configured yet, and the secret to its apply', async () => {
    const endpoint = (revision: string) => `
resource "terraform_data" "endpoint" {
  input            = "${workspace.api.url}"
  triggers_replace = "${revision}"
}`;
    await workspace.write({
      'provider.tf': providerBlock(workspace.api).replace(
        `"${workspace.api.url}"`,
        'terraform_data.endpoint.output',
      ),
    });
    await workspace.configure(endpoint('1') + claimed());
    await workspace.apply();
    await workspace.configure(endpoint('2') + claimed() + consumer('1', ofKey));
    const { text } = await plannedChange(workspace, CONSUMER);
    expect(text).toContain('Planned without the secret of sak_');
    await workspace.apply();
    expect(seen()).toMatchObject({ secret: expect.stringMatching(/^kps_/), claimed: false });
  });

  it.each([
    // A mock of `terraform test` makes up IDs of another form, and only the validation sees them.
    ['key_id', '"key-1"', undefined, 'plan', 'must be the ID of a key, which begins with'],
    ['secret_version', '"sak_1"', '1.5', 'validate', 'must be a whole number'],
  ])('refuses a malformed %s at its line', async (...row) => {
    const [name, keyId, version, command, message] = row;
    const options = { keyId, ...(version !== undefined && { secretVersion: version }) };
    await workspace.configure(consumer('1', options));
    const { exitCode, stderr } = await workspace.run(command);
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\n[│╵╷]?\s*/g, ' ')).toContain(`\`${name}\` ${message}`);
    expect(stderr).toMatch(new RegExp(`${name}\\s+= `));
  });

  describe('through a rotation', () => {
    const rotating = claimed('rotation = { every = "30d", overlap = "1d" }');
    const delivered = (): Credentials => {
      const { client_id, secret } = (seen() ?? {}) as Record<string, unknown>;
      return { clientId: String(client_id), secret: String(secret) };
    };

    it('leaves no gap for users that read the vault at least once in each overlap', async () => {
      await workspace.configure(rotating + consumer(`${address}.secret_version`, ofKey));
      await workspace.apply();
      const first = delivered();
      let lazy = first;
      const refused: string[] = [];
      const accepted = new Set<string>();
      let isOver = false;
      let rounds = 0;
      const calls = (async () => {
        for (; !isOver; rounds += 1) {
          for (const credentials of [delivered(), lazy]) {
            if (await works(credentials)) accepted.add(credentials.secret);
            else refused.push(credentials.secret);
          }
        }
      })();

      workspace.api.clock.advance(30 * DAY);
      await workspace.apply();
      workspace.api.clock.advance(23 * HOUR);
      await workspace.plan();
      lazy = delivered();
      const switched = rounds;
      await eventually(() => expect(rounds).toBeGreaterThan(switched + 1));
      expect(await works(first)).toBe(true);
      workspace.api.clock.advance(2 * HOUR);
      await workspace.plan();
      isOver = true;
      await calls;

      expect(refused).toEqual([]);
      expect([...accepted]).toEqual([first.secret, delivered().secret]);
      expect(await works(first)).toBe(false);
    });

    it('claims the new secret, never the previous one, and distinguishes the two', async () => {
      await workspace.configure(rotating + consumer(`${address}.secret_version`, ofKey));
      await workspace.apply();
      const before = await workspace.applied(address);
      workspace.api.clock.advance(30 * DAY);
      const { actions } = await plannedChange(workspace, CONSUMER);
      expect(actions).toEqual(['update']);
      await workspace.apply();
      const after = await workspace.applied(address);
      expect(seen()).toMatchObject({ secret_version: after.secret_version, claimed: false });
      const old = { keyId: `${address}.id`, secretVersion: String(before.secret_version) };
      await workspace.configure(rotating + consumer('1', old));
      await workspace.apply();
      expect(seen()).toMatchObject({
        secret: null,
        claimed: true,
        secret_version: before.secret_version,
      });
    });
  });
});
