import { DAY } from '../support/manual-clock';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const OWNERS = `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
resource "keyplane_service_key" "calls" {
  name         = "calls"
  accept_terms = "2026-11"
}
`;

const key = (type: string, lines: string) => `
resource "keyplane_${type}" "k" {
  ${lines}
}
`;

const FAMILIES: readonly (readonly [string, string])[] = [
  ['application_key', ''],
  ['service_account_key', 'service_account_id = keyplane_service_account.ci.id\n  name = "deploy"'],
  ['service_key_token', 'service_key_id = keyplane_service_key.calls.id\n  kind = "shared"'],
];

describe('recreate_if_expired', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const exitCode = async () => (await workspace.run('plan', '-detailed-exitcode')).exitCode;

  it('replaces an expired key of every family once, and -detailed-exitcode shows it', async () => {
    const configure = (more: string) =>
      workspace.configure(
        OWNERS +
          FAMILIES.map(([type, lines]) =>
            key(type, `${lines}\n  expires_in = "30d"\n  ${more}`),
          ).join(''),
      );
    await configure('');
    await workspace.apply();
    const ids = () =>
      Promise.all(
        FAMILIES.map(async ([type]) => (await workspace.applied(`keyplane_${type}.k`)).id),
      );
    const before = await ids();
    workspace.api.clock.advance(31 * DAY);
    expect(await exitCode()).toBe(0);

    await configure('recreate_if_expired = true');
    expect(await exitCode()).toBe(2);
    for (const [type] of FAMILIES) {
      const plan = await plannedChange(workspace, `keyplane_${type}.k`);
      expect(plan.actions).toEqual(['delete', 'create']);
      expect(plan.text).toContain('has expired and will be recreated');
    }
    await workspace.apply('plan');
    expect((await ids()).filter((id) => before.includes(id))).toEqual([]);
    expect(await exitCode()).toBe(0);
  });

  it('does not count against the limit of a full account, even before the destroy', async () => {
    const keys = `
resource "keyplane_service_account_key" "k" {
  count               = 10
  service_account_id  = keyplane_service_account.ci.id
  name                = "k\${count.index}"
  expires_in          = "30d"
  recreate_if_expired = true
  lifecycle {
    create_before_destroy = true
  }
}
`;
    await workspace.configure(OWNERS + keys);
    await workspace.apply();
    workspace.api.clock.advance(31 * DAY);
    expect((await workspace.apply()).stdout).toContain('10 added, 0 changed, 10 destroyed');
    expect(await exitCode()).toBe(0);
  });

  it('fails in the plan if the expiry of the configuration is in the past', async () => {
    const at = new Date(workspace.api.clock.now().getTime() + 10 * DAY).toISOString();
    await workspace.configure(
      key('application_key', `expires_at = "${at}"\n  recreate_if_expired = true`),
    );
    await workspace.apply();
    workspace.api.clock.advance(11 * DAY);
    const { exitCode: code, stderr } = await workspace.run('plan');
    expect(code).toBe(1);
    expect(stderr).toContain('is in the past');
  });
});

describe('the free service key', () => {
  let workspace: KeyplaneWorkspace;
  const FREE = 'keyplane_service_key.free';
  const declared = (name: string) => `
resource "keyplane_service_key" "free" {
  name = "${name}"
}
`;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
    await workspace.configure(declared('free'));
    await workspace.import(FREE, 'free');
    await workspace.configure(declared('renamed'));
    await workspace.apply();
  });
  afterAll(() => workspace.cleanup());

  it.each([
    ['removed from the configuration', '', []],
    ['destroyed', declared('renamed'), ['-destroy']],
    ['destroyed without a refresh', declared('renamed'), ['-destroy', '-refresh=false']],
    ['replaced', declared('renamed'), [`-replace=${FREE}`]],
  ])('says in the plan what to do instead if it is %s', async (_how, hcl, args) => {
    await workspace.configure(hcl);
    const { exitCode, stderr } = await workspace.run('plan', ...args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('cannot be destroyed');
    expect(stderr).toContain('terraform state rm');
    expect(stderr).toContain('destroy = false');
  });

  it('is forgotten if the user follows the advice of the error', async () => {
    await workspace.configure(
      `removed {\n  from = ${FREE}\n  lifecycle {\n    destroy = false\n  }\n}\n`,
    );
    await workspace.apply();
    expect((await workspace.run('state', 'list')).stdout).toBe('');
  });
});
