import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const KEY = 'keyplane_service_key.app';

const member = (role = 'admin') => `
resource "keyplane_member" "ada" {
  email     = "ada@example.com"
  name      = "Ada"
  team_role = "${role}"
}
`;
const serviceKey = (services = '"detect", "write"', members = 'keyplane_member.ada.id') => `
resource "keyplane_service_key" "app" {
  name         = "app"
  accept_terms = "2026-11"
  member_ids   = [${members}]
  services     = [for id in [${services}] : { service_id = id, billing_policy = "free" }]
}
`;
const token = (rest = '') => `
resource "keyplane_service_key_token" "app" {
  service_key_id = keyplane_service_key.app.id
  kind           = "shared"
  name           = "app"
  ${rest}
}
`;
const application = (rest = '') => `
resource "keyplane_application_key" "cli" {
  description = "cli"
  ${rest}
}
`;
const STACK = member() + serviceKey() + token() + application();

describe('a plan that touches service keys and members in use', () => {
  let workspace: UsedWorkspace;
  let personalToken: string;

  beforeAll(async () => {
    workspace = await createUsedWorkspace();
    const { api } = workspace;
    const services = ['detect', 'write'].map((id) => ({
      id,
      name: id,
      free: true,
      billing_policies: ['free'],
    }));
    await api.as(api.operator).put('/v1/catalog').send({ services }).expect(200);
    // Only a member who has joined can be assigned.
    await workspace.configure(member());
    await workspace.apply();
    const invited = await workspace.values('keyplane_member.ada');
    const joined = await api
      .as()
      .post('/v1/invitations/accept')
      .send({ token: invited['invitation_token'] })
      .expect(200);
    const { client_id: clientId, secret } = joined.body.application_key;
    await workspace.configure(STACK);
    await workspace.apply();

    const shared = await workspace.values('keyplane_service_key_token.app');
    await workspace.useSecret({ ...shared, service: 'detect' });
    const { id: service_key_id } = await workspace.values(KEY);
    const personal = await api
      .as({ clientId, secret })
      .post('/v1/service-key-tokens')
      .send({ service_key_id, kind: 'personal' })
      .expect(201);
    personalToken = (personal.body as { id: string }).id;
    await workspace.useSecret({ ...personal.body, service: 'write' });
    const cli = await workspace.values('keyplane_application_key.cli');
    const own = { clientId: String(cli['client_id']), secret: String(cli['secret']) };
    await api.as(own).get('/v1/whoami').expect(200);
  });
  afterAll(() => workspace.cleanup());

  const said = async (hcl: string, ...args: string[]) => {
    await workspace.configure(hcl);
    const { exitCode, said: text, refused } = await workspace.judged('plan', ...args);
    expect({ exitCode, refused }).toEqual({ exitCode: 0, refused: '' });
    return text;
  };

  it('warns about everything that a destroy ends', async () => {
    const text = await said(STACK, '-destroy');
    expect(text).toMatch(/Service key token "app" \(\w+\) is in use and will be destroyed/);
    expect(text).toMatch(/Service key "app" \(\w+\) is in use and will be destroyed/);
    expect(text).toMatch(/Member Ada \(\w+\) is in use and will be destroyed/);
    expect(text).toMatch(/Application key "cli" \(\w+\) is in use and will be destroyed/);
    expect(text).toContain('2 of its keys were used 2 times within the last 7d');
    expect(text).toMatch(
      /It was used once within the last 7d, last at \S+Z: - once from 127\.0\.0\.1/,
    );
  });

  it('warns about services and members that a service key loses', async () => {
    const services = await said(member() + serviceKey('"detect"') + token() + application());
    expect(services).toMatch(
      /Service key "app" \(\w+\) is in use and will lose services or models that it may call/,
    );
    expect(services).toContain('are refused from then on: `write`.');
    const unassigned = await said(member() + serviceKey(undefined, '') + token() + application());
    expect(unassigned).toMatch(/Service key "app" \(\w+\) is in use and will lose a member/);
  });

  it('warns about a token and an application key that are disabled', async () => {
    const off = 'enabled = false';
    const text = await said(member() + serviceKey() + token(off) + application(off));
    expect(text).toMatch(/Service key token "app" \(\w+\) is in use and will be disabled/);
    expect(text).toMatch(/Application key "cli" \(\w+\) is in use and will be disabled/);
  });

  it('warns about a member who is invited again, but not if a new role leaves the tokens unchanged', async () => {
    expect(await said(STACK.replace('"admin"', '"user"'))).not.toContain('Member Ada (');
    const replaced = await said(STACK.replace('ada@example.com', 'ada@example.org'));
    expect(replaced).toMatch(/Member Ada \(\w+\) is in use and will be replaced/);
    expect(await said(STACK.replace('"admin"', '"owner"'))).not.toContain('Member Ada (');
  });

  it('does not warn if a member without a token is unassigned, even if others use the service key', async () => {
    await workspace.outside().delete(`/v1/service-key-tokens/${personalToken}`).expect(204);
    const action = { protect_action: 'error' };
    await workspace.configure(
      member() + serviceKey(undefined, '') + token() + application(),
      action,
    );
    const unassigned = await workspace.judged('plan');
    expect(unassigned).toMatchObject({ exitCode: 0, refused: '' });
    expect(unassigned.said).not.toContain('is in use');
    await workspace.configure(member() + serviceKey('"write"') + token() + application(), action);
    expect((await workspace.judged('plan')).refused).toContain(
      'must not lose services or models that it may call',
    );
  });
});
