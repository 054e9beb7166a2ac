import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const KEY = 'keyplane_service_key.app';
const TOKEN = 'keyplane_service_key_token.app';

const config = (key = '', token = '') => `
resource "keyplane_service_key" "app" {
  name         = "app"
  accept_terms = "2026-11"
  services     = [{ service_id = "detect", billing_policy = "free" }]
  ${key}
}
resource "keyplane_service_key_token" "app" {
  service_key_id = keyplane_service_key.app.id
  kind           = "shared"
  name           = "app"
  ${token}
}
`;

describe('service keys and tokens, with stock terraform', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
    const { api } = workspace;
    const services = [{ id: 'detect', name: 'Detect', free: true, billing_policies: ['free'] }];
    await api.as(api.operator).put('/v1/catalog').send({ services }).expect(200);
  });
  afterAll(() => workspace.cleanup());

  const changes = async () => {
    await workspace.plan({ out: 'plan' });
    const { resource_changes: planned = [] } = await workspace.show('plan');
    return planned.map(({ change }) => change.actions.join('+')).filter((did) => did !== 'no-op');
  };
  const errorOf = async (hcl: string, command: 'plan' | 'apply' = 'plan') => {
    await workspace.configure(hcl);
    const run = await workspace.run(command, ...(command === 'apply' ? ['-auto-approve'] : []));
    expect(run.exitCode).toBe(1);
    return run.stderr.replaceAll(/[\s│╷╵]+/g, ' ');
  };
  const owner = () => workspace.api.as(workspace.api.team.owner);

  it('creates a paid key with a shared token whose secret is valid, and plans no change (S3)', async () => {
    await workspace.configure(config());
    await workspace.apply();
    expect(await changes()).toEqual([]);
    expect(await workspace.applied(KEY)).toMatchObject({ plan: 'paid', member_ids: [] });
    const { secret } = await workspace.applied(TOKEN);
    const { api } = workspace;
    const { body } = await api
      .as(api.operator)
      .post('/v1/keys/verify')
      .send({ secret, service_id: 'detect' })
      .expect(200);
    expect(body.code).toBe('valid');
  });

  it('renames, assigns and disables in place (S3)', async () => {
    const before = await workspace.applied(TOKEN);
    const member = workspace.api.team.owner.memberId;
    await workspace.configure(config(`member_ids = ["${member}"]`, 'enabled = false'));
    expect(await changes()).toEqual(['update', 'update']);
    await workspace.apply();
    expect(await changes()).toEqual([]);
    expect(await workspace.applied(TOKEN)).toMatchObject({
      secret: before['secret'],
      state: 'disabled',
    });
    await workspace.configure(config(`member_ids = ["${member}"]`));
    await workspace.apply();
  });

  it('invites a member and assigns them in one apply (S3)', async () => {
    const member = `
resource "keyplane_member" "ada" {
  email     = "Ada@example.com"
  name      = "Ada"
  team_role = "user"
}`;
    await workspace.configure(config('member_ids = [keyplane_member.ada.id]') + member);
    await workspace.apply();
    expect(await changes()).toEqual([]);
    const { id, status } = await workspace.applied('keyplane_member.ada');
    expect(status).toBe('invited');
    expect(await workspace.applied(KEY)).toMatchObject({ member_ids: [id] });
    await workspace.configure(config(`member_ids = ["${workspace.api.team.owner.memberId}"]`));
    await workspace.apply();
  });

  it('shows what was changed elsewhere, and creates again what was revoked (S3)', async () => {
    const { id } = await workspace.applied(KEY);
    await owner()
      .patch(`/v1/service-keys/${String(id)}`)
      .send({ member_ids: [] })
      .expect(200);
    expect(await changes()).toEqual(['update']);
    await owner()
      .delete(`/v1/service-keys/${String(id)}`)
      .expect(204);
    expect((await changes()).sort()).toEqual(['create', 'create']);
    await workspace.apply();
    expect((await workspace.applied(KEY))['id']).not.toBe(id);
  });

  it('refuses a name of 1 and of 65 characters and an emoji before anything is applied (S2)', async () => {
    for (const name of ['a', 'x'.repeat(65), 'smile😀']) {
      const hcl = `resource "keyplane_service_key" "app" { name = "${name}" }`;
      expect(await errorOf(hcl)).toContain('2 to 64 letters');
    }
  });

  it('says what is missing if the agreement was not accepted (S2)', async () => {
    const hcl = `${config()}\nresource "keyplane_service_key" "two" { name = "two" }`;
    expect(await errorOf(hcl, 'apply')).toContain('accept_terms');
  });

  it('imports and renames the free key, whose services and life are fixed (S3)', async () => {
    const { body } = await owner().get('/v1/service-keys?plan=free').expect(200);
    const free = (services: string) => `
import {
  to = keyplane_service_key.free
  id = "${body.items[0].id}"
}
resource "keyplane_service_key" "free" {
  name = "for-all"
  ${services}
}`;
    await workspace.configure(config() + free(''));
    await workspace.apply();
    expect(await workspace.applied('keyplane_service_key.free')).toMatchObject({
      plan: 'free',
      name: 'for-all',
    });
    expect(await changes()).toEqual([]);
    expect(await errorOf(config() + free('services = []'), 'apply')).toContain('fixed');
    expect(await errorOf(config(), 'apply')).toContain('cannot be destroyed');
    await workspace.run('state', 'rm', 'keyplane_service_key.free');
  });

  it('reads keys and tokens, such as those that have been unused for long (S2)', async () => {
    await workspace.configure(`${config()}
data "keyplane_service_key" "free" { name = "for-all" }
data "keyplane_service_keys" "paid" { plan = "paid" }
data "keyplane_service_key_tokens" "idle" { unused_since = "2020-01-01T00:00:00Z" }
data "keyplane_service_key_token" "app" { id = keyplane_service_key_token.app.id }
output "plan" { value = data.keyplane_service_key.free.plan }
output "services" { value = data.keyplane_service_key.free.services[*].service_id }
output "paid" { value = data.keyplane_service_keys.paid.service_keys[*].name }
output "idle" { value = length(data.keyplane_service_key_tokens.idle.tokens) }
output "used" { value = data.keyplane_service_key_token.app.last_used_at == null ? "-" : "used" }
`);
    await workspace.apply();
    const { values } = await workspace.show();
    const outputs = Object.fromEntries(
      Object.entries(values?.outputs ?? {}).map(([name, { value }]) => [name, value]),
    );
    expect(outputs).toEqual({
      plan: 'free',
      services: ['detect'],
      paid: ['app'],
      idle: 1,
      used: '-',
    });
  });
});
