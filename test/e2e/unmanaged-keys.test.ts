import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const ACCOUNTS = (count: number) => `
resource "keyplane_service_account" "ci" {
  count = ${count}
  name  = "ci \${count.index}"
}
resource "keyplane_service_account_key" "ci" {
  count              = ${count}
  service_account_id = keyplane_service_account.ci[count.index].id
  name               = "managed"
  expires_in         = "30d"
}
`;

describe('a plan that destroys a service account', () => {
  let workspace: UsedWorkspace;

  beforeEach(async () => {
    workspace = await createUsedWorkspace();
  });
  afterEach(() => workspace.cleanup());

  async function makeOutside(name = 'manual'): Promise<string> {
    const { id } = await workspace.values('keyplane_service_account.ci[0]');
    const body = { service_account_id: id, name, expires_at: 'never' };
    const answer = await workspace.outside().post('/v1/service-account-keys').send(body);
    return (answer.body as { id: string }).id;
  }

  it('lists the keys that were made outside the state, used or not (S4)', async () => {
    await workspace.configure(ACCOUNTS(1));
    await workspace.apply();
    const outside = await makeOutside();
    const creator = (await workspace.outside().get('/v1/whoami').expect(200)).body as {
      id: string;
    };
    for (const args of [['-destroy'], ['-destroy', '-refresh=false']]) {
      const { exitCode, said } = await workspace.judged('plan', ...args);
      expect(exitCode).toBe(0);
      expect(said).toContain('has one object that this run has not seen in the state');
      expect(said).toContain(
        `- key "manual" (${outside}), active, created by ${creator.id}, never used`,
      );
      expect(said).not.toContain('key "managed"');
    }
  });

  it('lists those keys if the account is removed from the configuration, but not the keys of the state', async () => {
    await workspace.configure(ACCOUNTS(1));
    await workspace.apply();
    const outside = await makeOutside();
    await workspace.configure('');
    const { said } = await workspace.judged('plan');
    expect(said).toContain(`- key "manual" (${outside})`);
    expect(said).not.toContain('- key "managed"');
  });

  it('reports nothing if all keys are in the state, and asks in few calls', async () => {
    await workspace.configure(ACCOUNTS(30));
    await workspace.apply();
    workspace.proxy.calls.length = 0;
    const { said } = await workspace.judged('plan', '-destroy');
    expect(said).not.toContain('has not seen in the state');
    const lists = workspace.proxy.calls.filter((call) => call === 'GET /v1/service-account-keys');
    expect(lists.length).toBeLessThanOrEqual(5);
  });
});
