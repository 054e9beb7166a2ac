import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureTerraform } from '../../../scripts/terraform';

const ROOT = path.join(__dirname, '../../..');

/**
 * The provider in a process of its own, and an environment in which any `terraform` finds it.
 * cdktf's matchers run terraform synchronously, which would block a provider in this process.
 */
export async function startDebuggedProvider() {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-matchers-'));
  const terraform = await ensureTerraform();
  await symlink(terraform.path, path.join(folder, 'terraform'));
  await writeFile(path.join(folder, 'cli.tfrc'), '');

  const provider = spawn(process.execPath, ['--import', 'tsx', 'provider/main.ts', '--debug'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      // A plan without anything in the state asks Keyplane nothing.
      KEYPLANE_ENDPOINT: 'https://keyplane.invalid',
      KEYPLANE_CLIENT_ID: 'nobody',
      KEYPLANE_CLIENT_SECRET: 'none',
    },
  });
  const [line] = (await once(createInterface(provider.stdout), 'line')) as [string];
  const reattach = /^export TF_REATTACH_PROVIDERS='(.*)'$/.exec(line)?.[1];
  if (reattach === undefined) throw new Error(`The provider began with: ${line}`);

  return {
    environment: {
      PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}`,
      TF_REATTACH_PROVIDERS: reattach,
      TF_CLI_CONFIG_FILE: path.join(folder, 'cli.tfrc'),
      CHECKPOINT_DISABLE: '1',
    },
    async stop() {
      provider.kill();
      if (provider.exitCode === null && provider.signalCode === null) await once(provider, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
