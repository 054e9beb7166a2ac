import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const CONFIG = `
resource "keyplane_role" "reader" {
  name        = "reader"
  permissions = ["reports.read", "invoices.read"]
}
resource "keyplane_service_account" "ci" {
  name        = "ci"
  description = "Runs the pipelines"
  role_ids    = [keyplane_role.reader.id]
}
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "ci"
  expires_in         = "30d"
}
resource "keyplane_application_key" "laptop" {
  description = "laptop"
}
`;

describe('the life of a key, with stock terraform', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterAll(() => workspace.cleanup());

  it('creates what the configuration declares, and plans nothing after it', async () => {
    await workspace.configure(CONFIG);
    await workspace.validate();
    await workspace.apply();

    const key = await workspace.applied('keyplane_service_account_key.ci');
    expect(key).toMatchObject({ name: 'ci', state: 'active', enabled: true });
    expect(key.secret).toMatch(/^kps_[0-9A-Za-z]{49}$/);
    const { exitCode } = await workspace.plan({ detailedExitCode: true });
    expect(exitCode).toBe(0);
  });
});
