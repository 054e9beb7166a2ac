import { generateKeyPairSync } from 'node:crypto';
import type { Credentials } from '../support/api';
import {
  createKeyplaneWorkspace,
  providerBlock,
  type KeyplaneWorkspace,
} from './support/keyplane-workspace';

const ACCOUNT = `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
`;

const key = (lines: string) => `${ACCOUNT}
resource "keyplane_service_account_key" "k" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_in         = "30d"
  ${lines}
}
`;

const KEY = 'keyplane_service_account_key.k';

describe('a key of one owner, seen by several credentials', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const actionOn = async (address: string) => {
    await workspace.plan({ out: 'plan' });
    const { resource_changes: changes = [] } = await workspace.show('plan');
    return changes.find((change) => change.address === address)?.change.actions.join('+');
  };
  const actAs = ({ clientId, secret }: Credentials) =>
    workspace.write({
      'provider.tf': providerBlock(workspace.api, { client_id: clientId, client_secret: secret }),
    });
  const publicJwk = () =>
    JSON.stringify(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
    );

  it('creates a key with a public key and no secret, and rotates it in place to another public key', async () => {
    const jwk = `public_jwk = ${JSON.stringify(publicJwk())}`;
    await workspace.configure(key(jwk));
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ secret: null, masked_secret: null });
    expect(await actionOn(KEY)).toBe('no-op');

    const { id } = await workspace.applied(KEY);
    await workspace.run('state', 'rm', KEY);
    await workspace.import(KEY, String(id));
    expect(await actionOn(KEY)).toBe('no-op');

    await workspace.configure(key(`public_jwk = ${JSON.stringify(publicJwk())}`));
    expect(await actionOn(KEY)).toBe('update');
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ id });
  });

  it('replaces a key before it expires if both must work in between', async () => {
    await workspace.configure(key('lifecycle {\n    create_before_destroy = true\n  }'));
    await workspace.apply();
    await workspace.apply(`-replace=${KEY}`);
    const { body } = await workspace.outside().get('/v1/service-account-keys').expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({ id: (await workspace.applied(KEY)).id }),
    ]);
  });

  it('never treats a key that a refresh has found in a state as an orphan', async () => {
    await workspace.configure(key(''));
    await workspace.apply();
    await workspace.plan();
    const { id } = await workspace.applied(KEY);
    await workspace.run('state', 'rm', KEY);
    await workspace.apply();
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${String(id)}`);
    expect(body).toMatchObject({ state: 'active' });
  });

  it('does not treat another member’s application key as gone', async () => {
    await workspace.configure('resource "keyplane_application_key" "mine" {}');
    await workspace.apply();
    const { member_id: owner } = await workspace.applied('keyplane_application_key.mine');
    await actAs(await admit('admin'));
    const run = await workspace.run('plan');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('is not visible to');
    expect(run.stderr).toContain(owner);
  });

  it('does not treat an object of another team as gone', async () => {
    await workspace.configure(key(''));
    await workspace.apply();
    const other = await workspace.api.foundTeam('other');
    await actAs(other.owner);
    const run = await workspace.run('plan');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('belongs to a different team');
    expect(run.stderr).toContain(workspace.api.team.id);
    expect(run.stderr).toContain(workspace.api.team.owner.memberId);
  });

  it('plans with credentials that may only read, and says what they lack to apply', async () => {
    await workspace.configure(ACCOUNT);
    await workspace.apply();
    await actAs(await serviceAccount(['service_accounts.read']));
    expect(await actionOn('keyplane_service_account.ci')).toBe('no-op');
    await workspace.configure(ACCOUNT.replace('"ci"\n}', '"other"\n}'));
    const run = await workspace.run('apply', '-auto-approve');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('service_accounts.update');
  });

  it('plans keys for a Keyplane whose address is known only after apply', async () => {
    await workspace.write({
      'provider.tf': `
terraform {
  required_providers {
    keyplane = { source = "keyplane.local/keyplane/keyplane" }
  }
}
resource "terraform_data" "endpoint" {
  input = "${workspace.api.url}"
}
provider "keyplane" {
  endpoint      = terraform_data.endpoint.output
  client_id     = "${workspace.api.team.owner.clientId}"
  client_secret = "${workspace.api.team.owner.secret}"
}
`,
    });
    await workspace.configure(key(''));
    await workspace.apply();
    expect(await actionOn(KEY)).toBe('no-op');
  });

  async function serviceAccount(permissions: readonly string[]): Promise<Credentials> {
    const post = async (path: string, body: object) =>
      (await workspace.outside().post(path).send(body).expect(201)).body;
    const role = await post('/v1/roles', { name: 'narrow', permissions });
    const account = await post('/v1/service-accounts', { name: 'reader', role_ids: [role.id] });
    const made = { service_account_id: account.id, name: 'k', expires_in: '30d' };
    const { client_id: clientId, secret } = await post('/v1/service-account-keys', made);
    return { clientId, secret };
  }

  async function admit(teamRole: string): Promise<Credentials> {
    const invited = await workspace
      .outside()
      .post('/v1/members')
      .send({ email: 'ada@default.example', name: 'Ada', team_role: teamRole })
      .expect(201);
    const { token } = invited.body.invitation;
    const accepted = await workspace.api.as().post('/v1/invitations/accept').send({ token });
    const { client_id: clientId, secret } = accepted.body.application_key;
    return { clientId, secret };
  }
});
