import { createKnexRestoreStore } from '../../api/restores/restore-store';
import { forgetNewestSecret } from '../support/restored-secret';
import { KEY_FAMILIES, SERVICE_ACCOUNT_KEY } from './support/key-families';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const rotating = (image: string) => `rotation = { when_changed = { image = "${image}" } }`;

describe('after a restore from a backup that is older than the last rotation', () => {
  let workspace: KeyplaneWorkspace;
  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  async function appliedThenRestored({ address, configuration }: (typeof KEY_FAMILIES)[number]) {
    const consumer = `
resource "terraform_data" "consumer" {
  input = ${address}.secret_version
}`;
    const configure = (image: string) =>
      workspace.configure(configuration(rotating(image)) + consumer);
    await configure('1');
    await workspace.apply();
    const { secret_version: backedUp } = await workspace.applied(address);
    await configure('2');
    await workspace.apply();
    const lost = await workspace.applied(address);
    await forgetNewestSecret(workspace.api.database, String(lost.id));
    return { backedUp, lost };
  }

  const answersTo = async ({ client_id, secret }: Readonly<Record<string, unknown>>) => {
    const credentials = { clientId: String(client_id), secret: String(secret) };
    return (await workspace.api.as(credentials).get('/v1/whoami')).status;
  };

  it.each(KEY_FAMILIES)('the plan says so and rotates $family', async (family) => {
    const { address } = family;
    const { backedUp, lost } = await appliedThenRestored(family);
    expect(await answersTo(lost)).toBe(401);

    const plan = await plannedChange(workspace, address);
    expect(plan.actions).toEqual(['update']);
    expect(plan.unknown).toContain('secret_version');
    expect(plan.text).toContain('This Keyplane seems to have been restored from a backup');
    expect(plan.text).toContain(
      `the state has secret version ${lost.secret_version}, but Keyplane knows only version ${backedUp}`,
    );
    expect(plan.text).toContain('will be rotated');
    expect(plan.text).not.toContain('outside Terraform');

    await workspace.apply('plan');
    const after = await workspace.applied(address);
    expect(after.id).toBe(lost.id);
    expect(Number(after.secret_version)).toBeGreaterThan(Number(lost.secret_version));
    // A token calls services. Keyplane recognizes it, but it cannot manage anything.
    expect([200, 403]).toContain(await answersTo(after));
    expect(await workspace.applied('terraform_data.consumer')).toMatchObject({
      output: after.secret_version,
    });
    const settled = await plannedChange(workspace, address);
    expect(settled.actions).toEqual(['no-op']);
    expect(settled.text).not.toContain('restored');
  });

  it('the plan names the backup if the restore was announced, and changes nothing else', async () => {
    const { lost } = await appliedThenRestored(SERVICE_ACCOUNT_KEY);
    const backupAt = new Date('2026-11-28T02:00:00Z');
    await createKnexRestoreStore(workspace.api.database).insert({
      id: 'restored',
      announcedAt: workspace.api.clock.now(),
      backupAt,
    });
    const plan = await plannedChange(workspace, SERVICE_ACCOUNT_KEY.address);
    expect(plan.text).toContain('was restored from a backup of 2026-11-28T02:00:00Z');
    expect(plan.text).toContain(`the state has secret version ${lost.secret_version}`);
    expect((await plannedChange(workspace, 'keyplane_service_account.ci')).actions).toEqual([
      'no-op',
    ]);
  });

  it('a refresh alone keeps the version in the state, so that the next plan still rotates', async () => {
    const { lost } = await appliedThenRestored(SERVICE_ACCOUNT_KEY);
    await workspace.apply('-refresh-only');
    expect(await workspace.applied(SERVICE_ACCOUNT_KEY.address)).toMatchObject({
      secret_version: lost.secret_version,
    });
    const plan = await plannedChange(workspace, SERVICE_ACCOUNT_KEY.address);
    expect(plan.unknown).toContain('secret_version');
  });
});
