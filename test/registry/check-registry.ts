import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { archiveName, platformName, readRelease, type Release } from '../../provider-release';
import { ensureTerraform } from '../../scripts/terraform';
import { buildKeyplane } from '../api/cli/support/keyplane-process';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { createTestAuthority } from '../support/test-authority';
import { SOURCE_PATH, startRegistry, type Registry } from './start-registry';

export interface CheckRegistryOptions {
  /** The folder of one version, as `npm run release` leaves it, with all its platforms. */
  readonly release: string;
  readonly log: (line: string) => void;
}

/**
 * Serves a release with `keyplane serve` over TLS, and uses it with the stock terraform on an empty home.
 * @throws Error that says what went wrong
 */
export async function checkRegistry({ release: folder, log }: CheckRegistryOptions): Promise<void> {
  const release = await readRelease(folder);
  const root = await mkdtemp(path.join(tmpdir(), 'keyplane-check-registry-'));
  const keyplane = buildKeyplane();
  const workspaces: TerraformWorkspace[] = [];
  try {
    const authority = createTestAuthority();
    const registry = await startRegistry({
      keyplane,
      authority,
      releases: path.dirname(folder),
      root,
    });
    const check = await createChecks({ registry, release, root, workspaces });
    log(`Serving ${release.version} as ${registry.host}/${SOURCE_PATH} over TLS.`);
    log(await check.applied());
    log(await check.locked());
    log(await check.mirrored());
    log(await check.muslAccepted());
    log(await check.networkMirrors());
  } finally {
    await Promise.all(workspaces.map((workspace) => workspace.cleanup()));
    await keyplane.remove();
    await rm(root, { recursive: true, force: true });
  }
}

interface Served {
  readonly registry: Registry;
  readonly release: Release;
  readonly root: string;
  readonly workspaces: TerraformWorkspace[];
}

async function createChecks({ registry, release, root, workspaces }: Served) {
  const { version, platforms, muslArchives } = release;
  const terraform = await ensureTerraform();
  const empty = path.join(root, 'no-programs');
  await mkdir(empty);

  async function newWorkspace(source: string, cliConfig = ''): Promise<TerraformWorkspace> {
    const workspace = await createTerraformWorkspace({
      terraform,
      files: { 'main.tf': configuration(source), 'cli.tfrc': cliConfig },
      // Without Node, and with a home in which terraform has never run.
      env: { ...registry.environment, PATH: empty },
    });
    workspaces.push(workspace);
    if (cliConfig !== '') configureCli(workspace);
    return workspace;
  }
  const registered = await newWorkspace(`${registry.host}/${SOURCE_PATH}`);
  const flags = platforms.map((platform) => `-platform=${platformName(platform)}`);
  const installed = (stdout: string, source: string) =>
    assert.match(stdout, new RegExp(`Installed ${source} v${version.replaceAll('.', '\\.')} `));

  return {
    async applied() {
      const { stdout } = await registered.init();
      installed(stdout, `${registry.host}/${SOURCE_PATH}`);
      await registered.apply();
      assert.equal((await registered.plan({ detailedExitCode: true })).exitCode, 0);
      await registered.destroy();
      return 'init with one line of required_providers, apply, plan without changes and destroy work without Node.';
    },

    async locked() {
      await succeed(registered, 'providers', 'lock', ...flags);
      const lock = await lockFileOf(registered);
      assert.equal(lock.match(/"h1:/g)?.length, platforms.length);
      for (const { filename, shasum } of [...platforms, ...muslArchives])
        assert.ok(lock.includes(`"zh:${shasum}"`), `The lock file lacks the sum of ${filename}.`);
      return `providers lock writes the hashes of ${platforms.map(platformName).join(', ')}, and the sums of ${muslArchives.length} musl archives.`;
    },

    async mirrored() {
      await succeed(registered, 'providers', 'mirror', ...flags, 'mirror');
      await initFromFolder(registered, path.join(registered.folder, 'mirror'));
      return 'providers mirror fills a folder from which terraform installs with the same lock file.';
    },

    async muslAccepted() {
      const musl = muslArchives.find(({ arch, os }) => os === 'linux' && arch === hostArch());
      if (musl === undefined)
        return 'Not checked: the release has no musl archive for this machine.';
      const place = path.join(root, 'musl', registry.host, SOURCE_PATH);
      await mkdir(place, { recursive: true });
      const name = archiveName(version, { os: 'linux', arch: musl.arch });
      await copyFile(musl.path, path.join(place, name));
      await initFromFolder(registered, path.join(root, 'musl'));
      return `${musl.filename} in a filesystem mirror is accepted by the lock file of the registry.`;
    },

    async networkMirrors() {
      const source = `registry.example.com/${SOURCE_PATH}`;
      for (const mirror of ['mirror', 'mirror-musl']) {
        const url = `https://${registry.host}/registry/${mirror}/`;
        const workspace = await newWorkspace(
          source,
          `provider_installation { network_mirror { url = "${url}" } }\n`,
        );
        installed((await workspace.init()).stdout, source);
      }
      return 'init works with both network mirrors.';
    },
  };
}

const configuration = (source: string) => `
terraform {
  required_providers {
    keyplane = { source = "${source}" }
  }
}
resource "keyplane_service_account" "ci" {
  name = "CI pipeline"
}
`;

const hostArch = () => (process.arch === 'x64' ? 'amd64' : process.arch);

function configureCli(workspace: TerraformWorkspace): void {
  workspace.env.TF_CLI_CONFIG_FILE = path.join(workspace.folder, 'cli.tfrc');
}

/** Runs `terraform init` again with the existing lock file. */
async function initFromFolder(workspace: TerraformWorkspace, mirror: string): Promise<void> {
  const cliConfig = `provider_installation { filesystem_mirror { path = "${mirror}" } }\n`;
  await workspace.write({ 'cli.tfrc': cliConfig });
  configureCli(workspace);
  await rm(path.join(workspace.folder, '.terraform'), { recursive: true, force: true });
  await workspace.init('-lockfile=readonly');
}

async function succeed(workspace: TerraformWorkspace, ...args: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await workspace.run(...args);
  assert.equal(exitCode, 0, `terraform ${args.join(' ')}\n${stdout}${stderr}`);
}

const lockFileOf = ({ folder }: TerraformWorkspace) =>
  readFile(path.join(folder, '.terraform.lock.hcl'), 'utf8');
