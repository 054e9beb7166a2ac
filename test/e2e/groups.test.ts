import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const GROUP = 'keyplane_group.on_call';

describe('groups, with stock terraform', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterAll(() => workspace.cleanup());

  const config = (memberIds: readonly string[], topics: readonly string[]) => `
resource "keyplane_group" "on_call" {
  name       = "On call"
  member_ids = ${JSON.stringify(memberIds)}
  topics     = ${JSON.stringify(topics)}
}

data "keyplane_group" "found" {
  name       = "On call"
  depends_on = [keyplane_group.on_call]
}

output "members" { value = data.keyplane_group.found.member_ids }
`;
  const owner = () => workspace.api.as(workspace.api.team.owner);
  const groups = async () => (await owner().get('/v1/groups').expect(200)).body.items;
  const applied = async (hcl: string) => {
    await workspace.configure(hcl);
    await workspace.apply();
  };
  const planned = async () => {
    await workspace.plan({ out: 'plan' });
    const { resource_changes: changes = [] } = await workspace.show('plan');
    return changes.map(({ change }) => change.actions.join('+')).filter((did) => did !== 'no-op');
  };

  test('a group is created, subscribed, changed in place, imported and deleted (S5)', async () => {
    const { memberId } = workspace.api.team.owner;
    await applied(config([memberId], ['account_alerts']));
    const [created] = await groups();
    expect(created).toMatchObject({ member_ids: [memberId], topics: ['account_alerts'] });
    expect((await workspace.show()).values?.outputs?.members?.value).toEqual([memberId]);

    await workspace.run('state', 'rm', GROUP);
    await workspace.run('import', GROUP, created.id);
    expect(await planned()).toEqual([]);

    await applied(config([], []));
    expect(await groups()).toEqual([
      expect.objectContaining({ id: created.id, member_ids: [], topics: [] }),
    ]);

    await owner().delete(`/v1/groups/${created.id}`).expect(204);
    expect(await planned()).toContain('create');
    await applied(config([], []));
    await applied('');
    expect(await groups()).toEqual([]);
  });

  test('an unknown member and an unknown topic are refused at their lines', async () => {
    await workspace.configure(config(['role_1'], []));
    const wrongId = await workspace.run('plan');
    expect(wrongId.exitCode).not.toBe(0);
    expect(wrongId.stderr).toMatch(/member_ids[\s\S]*mem_/);
    await workspace.configure(config([], ['everything']));
    const wrongTopic = await workspace.run('plan');
    expect(wrongTopic.exitCode).not.toBe(0);
    expect(wrongTopic.stderr).toMatch(/topics[\s\S]*account_alerts/);
  });

  test('another spelling of a name or a description plans no change', async () => {
    // HCL composes accents, but leaves line breaks as Windows writes them.
    await applied(`
resource "keyplane_group" "on_call" {
  name        = "Cafe\\u0301"
  description = "first\\r\\nsecond"
}
`);
    expect(await groups()).toEqual([
      expect.objectContaining({ name: 'Caf\u00e9', description: 'first\nsecond' }),
    ]);
    expect(await planned()).toEqual([]);
  });
});
