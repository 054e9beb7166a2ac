import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildProvider } from '../../provider/build-provider';
import { PROVIDER_VERSION } from '../../provider/version';
import { platformName } from '../../provider-release';
import { createReleaseSigner } from '../../scripts/release/release-signer';
import { createTestApi, type TestApi } from '../support/api';
import { writeRelease, type TestBuild } from '../support/provider-release';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { SOURCE } from './support/keyplane-workspace';

const run = promisify(execFile);

const CONFIG = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
resource "keyplane_service_account" "ci" {
  name = "CI pipeline"
}
`;

describe('a release that is installed for a user', () => {
  const here = { os: process.platform, arch: process.arch === 'x64' ? 'amd64' : process.arch };
  let folder: string;
  let executable: string;
  let builds: readonly TestBuild[];
  let api: TestApi;
  let workspace: TerraformWorkspace;
  const home = () => path.join(folder, 'home');
  const plugins = () => path.join(home(), '.terraform.d', 'plugins');
  const environment = () => ({ env: { PATH: process.env.PATH, HOME: home() } });
  const install = () =>
    run(executable, ['install', '--release', path.join(folder, 'release')], environment());

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-installed-'));
    executable = await buildProvider(path.join(folder, 'dist'));
    builds = [
      { ...here, executable: await readFile(executable) },
      { os: 'darwin', arch: 'arm64', executable: Buffer.from('for darwin') },
      { os: 'windows', arch: 'amd64', executable: Buffer.from('for windows') },
    ];
    const signer = await createReleaseSigner(undefined, new Date());
    await writeRelease(path.join(folder, 'release'), PROVIDER_VERSION, builds, signer);
    // An older version that is not complete does not matter.
    await mkdir(path.join(folder, 'release', '0.0.1'));
    await mkdir(home());
    api = await createTestApi('sqlite');
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': CONFIG },
      env: {
        HOME: home(),
        KEYPLANE_ENDPOINT: api.url,
        KEYPLANE_CLIENT_ID: api.team.owner.clientId,
        KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
      },
    });
  });
  afterAll(async () => {
    await workspace.cleanup();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is found by terraform, and an apply works with it', async () => {
    const { stdout } = await install();
    expect(stdout).toContain(
      `Version ${PROVIDER_VERSION} for ${builds.map(platformName).sort().join(', ')}`,
    );
    expect(stdout).not.toContain('will not look there');
    await workspace.init();
    await workspace.apply();
    await workspace.destroy();
  });

  it('gives a lock file the hashes of every platform', async () => {
    const platforms = builds.map((build) => `-platform=${platformName(build)}`);
    const locked = await workspace.run(
      'providers',
      'lock',
      `-fs-mirror=${plugins()}`,
      ...platforms,
    );
    expect(locked).toMatchObject({ exitCode: 0 });
    const lock = await readFile(path.join(workspace.folder, '.terraform.lock.hcl'), 'utf8');
    expect(lock.match(/"h1:/g)).toHaveLength(builds.length);
    await workspace.init('-lockfile=readonly');
  });

  it('says so if terraform will not look there because the CLI configuration names other places', async () => {
    const file = path.join(home(), '.terraformrc');
    await writeFile(file, 'provider_installation {\n  direct {}\n}\n');
    workspace.env.TF_CLI_CONFIG_FILE = file;
    const { stdout } = await install();
    expect(stdout).toContain(
      `Terraform will not look there: the provider_installation block in ${file}`,
    );
    await rm(path.join(workspace.folder, '.terraform'), { recursive: true });
    expect((await workspace.run('init')).exitCode).toBe(1);

    // The lines that the command prints are not enough while `direct` asks the host as well.
    const [lines = ''] = /^ {2}filesystem_mirror \{[^}]*\}/m.exec(stdout) ?? [];
    const block = (direct: string) =>
      `provider_installation {\n${lines}\n  direct {\n${direct}\n  }\n}\n`;
    await writeFile(file, block(''));
    const { stdout: said } = await install();
    expect(said).toContain(
      `Terraform may not use it: the provider_installation block in ${file} also covers ${SOURCE}`,
    );
    expect((await workspace.run('init')).exitCode).toBe(1);

    const [exclusion = ''] = /^ +exclude = .*$/m.exec(said) ?? [];
    await writeFile(file, block(exclusion));
    expect((await install()).stdout).not.toMatch(/will not look there|may not use it/);
    await workspace.init();
  });

  it('says which command adds the checksums of another build of the same version', async () => {
    const other = path.join(folder, 'other-build');
    await writeFile(other, `${await readFile(executable, 'utf8')}\n`, { mode: 0o755 });
    const { stdout } = await run(other, ['install'], environment());
    await rm(path.join(workspace.folder, '.terraform'), { recursive: true });
    expect((await workspace.run('init')).stderr).toContain('match any of the');

    const [, command = ''] = /run `terraform ([^`]+)`/.exec(stdout) ?? [];
    const words = command.replaceAll('"', '').split(' ');
    expect(await workspace.run(...words)).toMatchObject({ exitCode: 0 });
    await workspace.init();
  });
});
