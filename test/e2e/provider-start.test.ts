import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROVIDER_VERSION } from '../../provider/version';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { GIVEN_PROVIDER, testedProvider } from '../support/tested-provider';
import { SOURCE } from './support/keyplane-workspace';

const MAIN = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
data "keyplane_whoami" "me" {}
`;

/** Only the Node script runs on the Node of the PATH. */
const itAsScript = GIVEN_PROVIDER === undefined ? it : it.skip;
const WITHOUT_SCRIPT =
  GIVEN_PROVIDER === undefined ? '' : ' (skipped: the executable of a release needs no Node)';

describe('terraform starts the built provider', () => {
  let folder: string;
  let workspace: TerraformWorkspace;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-started-'));
    await writeFile(path.join(folder, 'noise.js'), 'console.log("tracing is on");');
    await writeFile(
      path.join(folder, 'old.js'),
      'Object.defineProperty(process, "versions", { value: { node: "18.20.8" } });',
    );
    workspace = await createTerraformWorkspace({
      files: { 'main.tf': MAIN },
      provider: {
        executable: await testedProvider(path.join(folder, 'dist')),
        source: SOURCE,
        version: PROVIDER_VERSION,
      },
    });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await rm(folder, { recursive: true, force: true });
  });

  const errorWith = async (environment: Record<string, string>, command = 'validate') => {
    const before = { ...workspace.env };
    Object.assign(workspace.env, environment);
    const { exitCode, stderr } = await workspace.run(command);
    for (const name of Object.keys(environment)) delete workspace.env[name];
    Object.assign(workspace.env, before);
    expect(exitCode).toBe(1);
    return stderr.replaceAll(/[│╷╵\s]+/g, ' ');
  };

  it('although a module prints and TMPDIR is long, and shows the missing configuration', async () => {
    const TMPDIR = path.join(folder, 'x'.repeat(100));
    await mkdir(TMPDIR);
    const NODE_OPTIONS = `--require ${path.join(folder, 'noise.js')}`;
    const error = await errorWith({ NODE_OPTIONS, TMPDIR }, 'plan');
    expect(error).toContain('Error: The provider is not configured completely');
    expect(error).toContain(
      'provider "keyplane" { endpoint = "https://keys.example.com" # or KEYPLANE_ENDPOINT in the environment',
    );
    expect(await readdir(TMPDIR)).toEqual([]);
  });

  itAsScript(
    `with a version of Node that is too old, which the error names${WITHOUT_SCRIPT}`,
    async () => {
      const NODE_OPTIONS = `--require ${path.join(folder, 'old.js')}`;
      const error = await errorWith({ NODE_OPTIONS });
      expect(error).toContain('needs Node.js 20.19 or later');
      expect(error).toContain('is version 18.20.8.');
    },
  );

  it('although the temporary folder is missing, and the error names the folder', async () => {
    const TMPDIR = path.join(folder, 'missing');
    expect(await errorWith({ TMPDIR })).toContain(
      `The socket cannot be created in the folder ${TMPDIR}: there is no such folder.`,
    );
  });
});
