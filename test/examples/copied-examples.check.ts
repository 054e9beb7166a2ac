import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPackages } from '../support/built-packages';
import { copyExample, runIn } from '../support/copied-example';
import { type PackageRegistry, startPackageRegistry } from '../support/package-registry';

describe('an example that is copied out of the repository', () => {
  let folder: string;
  let registry: PackageRegistry;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-examples-'));
    registry = await startPackageRegistry(
      await buildPackages(folder, ['@keyplane/cdktf', '@keyplane/terraform-plugin']),
    );
  }, 300_000);
  afterAll(async () => {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function install(name: string): Promise<string> {
    const project = await copyExample(name, folder);
    await runIn(project, ['npm', 'install'], registry.environment);
    const lock = await readFile(path.join(project, 'package-lock.json'), 'utf8');
    expect(lock).not.toMatch(/"link": true|"resolved": "file:/);
    return project;
  }

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['quickstart', 'platform-keys', {}],
    ['ci-github', 'ci', { GITHUB_REPOSITORY_ID: '1', GITHUB_REPOSITORY_OWNER_ID: '2' }],
    ['secret-to-vault', 'secret-to-vault', {}],
    ['service-keys', 'service-keys', { KEYPLANE_ON_CALL: 'mem_01k9t3x0v6m8q2w4e5r7y9z1ab' }],
  ])(
    '%s installs, type-checks and synthesizes',
    async (name, stack, environment) => {
      const project = await install(name);
      await runIn(project, ['npm', 'run', 'typecheck'], {});
      await runIn(project, ['npm', 'run', 'synth'], environment);
      const file = path.join(project, 'cdktf.out/stacks', stack, 'cdk.tf.json');
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
        terraform: { required_providers: { keyplane: {} } },
      });
    },
    180_000,
  );

  it('provider-in-typescript installs, type-checks and bundles', async () => {
    const project = await install('provider-in-typescript');
    await runIn(project, ['npm', 'run', 'typecheck'], {});
    await runIn(project, ['npm', 'run', 'bundle'], {});
    expect(await readdir(path.join(project, 'dist'))).toEqual(['terraform-provider-files']);
  }, 180_000);
});
