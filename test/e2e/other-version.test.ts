import { PROVIDER_VERSION } from '../../provider/version';
import type { TerraformWorkspace } from '../support/terraform';
import { createOtherVersion, type OtherVersion } from './support/other-version';
import {
  buildProviderOnce,
  type BuiltProvider,
  createSpawnedWorkspaces,
  REQUIRED_PROVIDERS,
  type SpawnedWorkspaces,
} from './support/spawned-workspaces';

const CONFIGURATION = `${REQUIRED_PROVIDERS}
data "keyplane_whoami" "me" {}
resource "keyplane_role" "reader" {
  count       = 3
  name        = "reader \${count.index}"
  permissions = ["reports.read"]
}
resource "keyplane_service_account" "ci" {
  name = "CI"
}
output "server_version" { value = data.keyplane_whoami.me.server_version }
`;

const NEWER = `Version ${PROVIDER_VERSION} of this provider is too old for Keyplane 99.0.0`;
const UNKNOWN = 'The version of Keyplane is unknown';

describe('a server of another version', () => {
  let provider: BuiltProvider;
  let keyplane: SpawnedWorkspaces;
  let server: OtherVersion;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    provider = await buildProviderOnce();
    keyplane = await createSpawnedWorkspaces(provider);
    server = await createOtherVersion(keyplane.api.url);
    workspace = await keyplane.workspace({ 'main.tf': CONFIGURATION }, { endpoint: server.url });
  });
  afterAll(async () => {
    await keyplane.close();
    await server.close();
    await provider.remove();
  });

  const timesIn = (text: string, part: string) =>
    text.replaceAll(/[\s│╷╵]+/g, ' ').split(part).length - 1;

  it('causes one warning in a plan and one in the apply of the plan, and neither fails', async () => {
    server.version = '99.0.0';
    const planned = await workspace.plan({ out: 'saved' });
    expect(timesIn(planned.stdout, NEWER)).toBe(1);
    expect(timesIn(planned.stdout, 'set `version = "~> 99.0.0"`')).toBe(1);
    const applied = await workspace.apply('saved');
    expect(timesIn(applied.stdout, NEWER)).toBe(1);
    expect(applied.stdout).toContain('Apply complete! Resources: 4 added');
    expect(applied.stdout).toContain('server_version = "99.0.0"');
  });

  it('causes one warning in the plan of a refresh and one in a destroy', async () => {
    server.version = '99.0.0';
    const planned = await workspace.plan({ detailedExitCode: true });
    expect([planned.exitCode, timesIn(planned.stdout, NEWER)]).toEqual([0, 1]);
    await workspace.plan({ out: 'destroy' }, '-destroy');
    expect(timesIn((await workspace.apply('destroy')).stdout, NEWER)).toBe(1);
  });

  it('causes a warning of its own if it reports no version', async () => {
    server.version = undefined;
    const { stdout } = await workspace.plan();
    expect([timesIn(stdout, UNKNOWN), timesIn(stdout, NEWER)]).toEqual([1, 0]);
  });

  it('causes no warning if it only has another patch version', async () => {
    server.version = PROVIDER_VERSION.replace(/\d+$/, '99');
    expect((await workspace.plan()).stdout).not.toContain('Warning');
  });

  it('sees who asks: the versions of the provider and of terraform, and the platform', () => {
    const agents = new Set(server.requests.map(({ headers }) => headers['user-agent']));
    expect([...agents]).toEqual([
      expect.stringMatching(
        /^terraform-provider-keyplane\/\d+\.\d+\.\d+ \(terraform \d+\.\d+\.\d+\S*; [a-z]+; [a-z0-9]+\)$/,
      ),
    ]);
  });
});
