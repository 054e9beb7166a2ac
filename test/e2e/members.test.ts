import { Concealed } from '../../api/lib/concealed';
import {
  createKeyplaneWorkspace,
  providerBlock,
  type KeyplaneWorkspace,
} from './support/keyplane-workspace';
import { createRefusingProxy } from './support/refusing-proxy';

const MEMBER = 'keyplane_member.ada';

describe('members, with stock terraform', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const config = ({ email = 'Ada@Example.com', name = 'Ada', role = 'user' } = {}) => `
resource "keyplane_member" "ada" {
  email     = "${email}"
  name      = "${name}"
  team_role = "${role}"
}
`;
  const lookUp = `
data "keyplane_member" "by_id" { id = ${MEMBER}.id }
data "keyplane_member" "by_email" {
  email      = "ADA@example.com"
  depends_on = [${MEMBER}]
}
data "keyplane_members" "invited" {
  status     = "invited"
  depends_on = [${MEMBER}]
}
output "found" {
  value = {
    by_id    = data.keyplane_member.by_id.email
    by_email = data.keyplane_member.by_email.id
    invited  = data.keyplane_members.invited.members[*].email
  }
}
`;
  const members = async (query = {}) =>
    (await workspace.outside().get('/v1/members').query(query).expect(200)).body.items;
  const invited = () => members({ email: 'ada@example.com' });
  const applied = async (hcl: string) => {
    await workspace.configure(hcl);
    await workspace.apply();
    return workspace.applied(MEMBER);
  };
  const accept = (token: unknown) =>
    workspace.api.as().post('/v1/invitations/accept').send({ token });
  const planned = async () => {
    const { stdout } = await workspace.plan({ out: 'plan' });
    const { resource_changes: changes = [] } = await workspace.show('plan');
    const actions = changes.map(({ change }) => change.actions.join('+'));
    return { stdout, actions: actions.filter((action) => action !== 'no-op') };
  };

  test('a change of a member who has left is refused by the plan, once, and never sent', async () => {
    const { id } = await applied(config());
    await workspace
      .outside()
      .delete(`/v1/members/${String(id)}`)
      .expect(204);
    const proxy = await createRefusingProxy(() => workspace.api.url);
    await workspace.write({ 'provider.tf': providerBlock(workspace.api, { endpoint: proxy.url }) });
    await workspace.configure(config({ name: 'Ada Lovelace' }));
    const { exitCode, stderr } = await workspace.run('apply', '-auto-approve', '-refresh=false');
    await proxy.close();
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Keyplane's answer: member_left");
    expect(proxy.calls.filter((call) => call === 'POST /v1/dry-runs')).toHaveLength(1);
    expect(proxy.calls.filter((call) => call.startsWith('PATCH'))).toEqual([]);
  });

  test('a person is invited, found, renamed in place and removed', async () => {
    const state = await applied(config() + lookUp);
    const [member] = await invited();
    expect(state).toMatchObject({
      id: member.id,
      email: 'Ada@Example.com',
      status: 'invited',
      team_role: 'user',
      invitation_token: expect.any(String),
      invitation_expires_at: member.invitation_expires_at,
    });
    const { values } = await workspace.show();
    const found = { by_id: 'ada@example.com', by_email: member.id, invited: ['ada@example.com'] };
    expect(values?.outputs?.found?.value).toEqual(found);
    expect((await planned()).actions).toEqual([]);

    const renamed = await applied(config({ name: 'Ada Lovelace' }));
    expect(renamed).toMatchObject({ id: member.id, invitation_token: state.invitation_token });
    expect(await invited()).toEqual([
      expect.objectContaining({ id: member.id, name: 'Ada Lovelace' }),
    ]);

    await workspace.configure('');
    await workspace.apply();
    expect(await invited()).toEqual([]);
  });

  test('the token in the state lets the person join, and is removed from the state afterwards', async () => {
    const { id, invitation_token } = await applied(config());
    await accept(invitation_token).expect(200);
    expect((await planned()).actions).toEqual([]);
    expect(await applied(config({ role: 'admin' }))).toMatchObject({
      id,
      status: 'active',
      team_role: 'admin',
      invitation_token: null,
      invitation_expires_at: null,
    });

    await workspace.run('state', 'rm', MEMBER);
    await workspace.run('import', MEMBER, String(id));
    expect((await planned()).actions).toEqual([]);
    expect(await workspace.applied(MEMBER)).toMatchObject({ id, invitation_token: null });
  });

  test('no token reaches the state if Keyplane mails it', async () => {
    const smtpUrl = new Concealed('smtp://127.0.0.1:1');
    const mail = { smtpUrl, from: 'keys@keyplane.example' };
    const mailing = await createKeyplaneWorkspace({ mail });
    try {
      await mailing.configure(config());
      await mailing.apply();
      expect(await mailing.applied(MEMBER)).toMatchObject({
        status: 'invited',
        invitation_token: null,
        invitation_expires_at: expect.any(String),
      });
    } finally {
      await mailing.cleanup();
    }
  });

  test('a changed role ends an invitation that nobody accepted, and the plan says so', async () => {
    const { id, invitation_token } = await applied(config());
    await workspace.configure(config({ role: 'admin' }));
    const { stdout, actions } = await planned();
    expect(actions).toEqual(['update']);
    expect(stdout).toContain('The invitation of Ada will end');
    expect(await applied(config({ role: 'admin' }))).toMatchObject({ id, invitation_token: null });
    await accept(invitation_token).expect(409);
  });

  test('another address replaces the member, but a change of case does not', async () => {
    await applied(config());
    await workspace.configure(config({ email: 'ada@example.com' }));
    expect((await planned()).actions).toEqual([]);
    await workspace.configure(config({ email: 'grace@example.com' }));
    expect((await planned()).actions).toEqual(['delete+create']);
  });

  test('a member who has left is invited again, and the plan names that member', async () => {
    const { id } = await applied(config());
    await workspace.outside().delete(`/v1/members/${id}`).expect(204);
    const { stdout, actions } = await planned();
    expect(actions).toEqual(['create']);
    expect(stdout).toContain('Member Ada has left the team');
    expect((await applied(config())).id).not.toBe(id);
  });

  test('an address that nobody has is refused at its line', async () => {
    await workspace.configure('data "keyplane_member" "nobody" { email = "no@example.com" }');
    const { exitCode, stderr } = await workspace.run('plan');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('The team has no member with the email address no@example.com');
    expect(stderr).toMatch(/on main.tf line 1[\s\S]*email = "no@example.com"/);
  });

  test('an unknown role and a malformed address are refused at their lines', async () => {
    await workspace.configure(config({ email: 'ada', role: 'king' }));
    const { exitCode, stderr } = await workspace.run('plan');
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/email[\s\S]*ada@example\.com/);
    expect(stderr).toMatch(/team_role[\s\S]*"owner", "admin", "user"/);
  });
});
