import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesize } from '../../examples/quickstart/synthesize';
import { createTestApi, type TestApi } from '../support/api';
import type { ShownChange, ShownResource, TerraformWorkspace } from '../support/terraform';
import { createServedWorkspace } from './support/served-workspace';

const HCL = path.join(__dirname, '../../examples/hcl/main.tf');

describe('the quickstart', () => {
  let api: TestApi;
  let outdir: string;
  let workspaces: TerraformWorkspace[];

  beforeEach(async () => {
    api = await createTestApi();
    outdir = await mkdtemp(path.join(tmpdir(), 'keyplane-quickstart-'));
    workspaces = [];
  });

  afterEach(async () => {
    for (const workspace of workspaces) await workspace.cleanup();
    await rm(outdir, { recursive: true, force: true });
    await api.close();
  });

  async function workspaceOf(files: Readonly<Record<string, string>>) {
    const workspace = await createServedWorkspace(api);
    workspaces.push(workspace);
    await workspace.write(files);
    await workspace.init();
    return workspace;
  }

  async function synthesized(edited: boolean): Promise<Readonly<Record<string, string>>> {
    const folder = synthesize({ outdir, edited, stateFile: 'terraform.tfstate' });
    return { 'cdk.tf.json': await readFile(path.join(folder, 'cdk.tf.json'), 'utf8') };
  }

  test('applies, and then plans no change', async () => {
    const workspace = await workspaceOf(await synthesized(false));
    const { stdout } = await workspace.apply();
    expect(stdout).toContain('10 added, 0 changed, 0 destroyed');
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);

    const { outputs } = (await workspace.show()).values ?? {};
    expect(Object.keys(outputs ?? {}).sort()).toEqual(
      ['deploy', 'nightly', 'stream'].flatMap((key) => [`${key}-client-id`, `${key}-secret`]),
    );
    expect(outputs?.['deploy-secret']).toMatchObject({ sensitive: true });
  });

  test('contains no secret and no address', async () => {
    const { 'cdk.tf.json': json = '' } = await synthesized(false);
    expect(JSON.parse(json)).toMatchObject({
      provider: { keyplane: [{ stack: 'platform-keys' }] },
    });
    expect(json).not.toMatch(/kp[aps]_|https?:/);
  });

  test('changes in place if it is edited', async () => {
    const workspace = await workspaceOf(await synthesized(false));
    await workspace.apply();
    await workspace.write(await synthesized(true));
    await workspace.plan({ out: 'edit' });
    const { resource_changes: changes = [] } = await workspace.show('edit');
    expect(changes.flatMap(describeChange).sort()).toEqual([
      'create keyplane_role.report-exporter',
      'update keyplane_service_account.ingestion: name',
      'update keyplane_service_account.reporting: role_ids',
      'update keyplane_service_account_key.ingestion_backfill: enabled, state',
    ]);
    await workspace.apply('edit');
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
  });

  test('plans the same as its HCL version', async () => {
    const ours = await workspaceOf(await synthesized(false));
    const hcl = await workspaceOf({ 'main.tf': await readFile(HCL, 'utf8') });
    await hcl.validate();
    await ours.apply();
    await hcl.apply();
    const described = await describeState(hcl);
    expect(described.resources).toHaveLength(10);
    expect(described).toEqual(await describeState(ours));
  });
});

/** cdktf ends names with a hash of the path. */
const withoutHash = (address: string): string => address.replace(/_[0-9A-F]{8}$/, '');

function describeChange({ address, change }: ShownChange): string[] {
  const actions = change.actions.join('-');
  if (actions === 'no-op') return [];
  const [before, after, unknown] = [change.before, change.after, change.after_unknown].map(
    (value) => (value ?? {}) as Readonly<Record<string, unknown>>,
  );
  const changed = Object.keys({ ...after, ...unknown }).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  const what = actions === 'create' ? '' : `: ${changed.sort().join(', ')}`;
  return [`${actions} ${withoutHash(address)}${what}`];
}

/** The declared objects, with names instead of the IDs, which differ in every apply. */
async function describeState(workspace: TerraformWorkspace) {
  const { resources = [] } = (await workspace.show()).values?.root_module ?? {};
  const names = new Map(resources.map(({ values }) => [values.id, nameOf(values)]));
  return {
    resources: resources.map((resource) => describeResource(resource, names)).sort(),
    outputs: Object.keys((await workspace.show()).values?.outputs ?? {}).sort(),
  };
}

function describeResource(
  { type, values }: ShownResource,
  names: ReadonlyMap<unknown, string>,
): string {
  const { name, permissions, enabled, expires_in, role_ids, service_account_id } = values;
  const expires_at = expires_in === null ? values.expires_at : undefined;
  const roles = Array.isArray(role_ids) ? role_ids.map((id) => names.get(id)).sort() : undefined;
  const owner = names.get(service_account_id);
  const facts = { permissions, enabled, expires_in, expires_at, roles, owner };
  return `${type} ${nameOf({ name })} ${JSON.stringify(facts)}`;
}

const nameOf = ({ name }: Readonly<Record<string, unknown>>): string => String(name);
