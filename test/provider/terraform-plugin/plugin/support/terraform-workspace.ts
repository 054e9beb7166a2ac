import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TerraformRun {
  readonly exitCode: number | null;
  /** Standard output and standard error, in the order in which they were written. */
  readonly output: string;
}

export interface TerraformWorkspace {
  readonly folder: string;
  write(fileName: string, text: string): Promise<void>;
  run(...args: readonly string[]): Promise<TerraformRun>;
  start(...args: readonly string[]): { process: ChildProcess; ended: Promise<TerraformRun> };
  remove(): Promise<void>;
}

/** A temporary folder to run the stock `terraform` in, apart from the user's own settings. */
export async function createTerraformWorkspace(
  environment: NodeJS.ProcessEnv,
  cliConfiguration = '',
): Promise<TerraformWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'terraform-workspace-'));
  const cliConfigurationFile = join(folder, 'cli.tfrc');
  await writeFile(cliConfigurationFile, cliConfiguration);

  function start(...args: readonly string[]) {
    const child = spawn('terraform', args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        CHECKPOINT_DISABLE: '1',
        TF_CLI_CONFIG_FILE: cliConfigurationFile,
        TF_IN_AUTOMATION: '1',
        TF_CLI_ARGS: '-no-color',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<TerraformRun>((resolve, reject) => {
      let output = '';
      const collect = (chunk: Buffer): void => {
        output += chunk.toString();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, output }));
    });
    return { process: child, ended };
  }

  return {
    folder,
    write: (fileName, text) => writeFile(join(folder, fileName), text),
    run: (...args) => start(...args).ended,
    start,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
