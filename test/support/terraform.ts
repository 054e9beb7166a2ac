import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { compiledFileOf } from '../../provider/install/compiled-file';
import { ensureTerraform } from '../../scripts/terraform';
import type { TerraformExecutable } from '../../scripts/terraform';

export interface TerraformWorkspaceOptions {
  /** Relative path → content. */
  readonly files: Readonly<Record<string, string>>;
  /** For example TF_REATTACH_PROVIDERS or KEYPLANE_ENDPOINT. */
  readonly env?: Readonly<Record<string, string>>;
  /** The executable is installed where terraform looks by itself, so that terraform starts it. */
  readonly provider?: MirroredProvider;
  /** By default what `ensureTerraform` finds. */
  readonly terraform?: TerraformExecutable;
}

export interface MirroredProvider {
  readonly executable: string;
  /** With its host, for example `keyplane.local/keyplane/keyplane`. */
  readonly source: string;
  readonly version: string;
}

export interface TerraformRun {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningTerraform {
  readonly child: ChildProcess;
  /** Does not reject if terraform fails. */
  readonly finished: Promise<TerraformRun>;
}

export interface ShownResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sensitive_values: Readonly<Record<string, unknown>>;
}

export interface ShownValues {
  readonly outputs?: Readonly<Record<string, { sensitive: boolean; value?: unknown }>>;
  readonly root_module: { readonly resources?: readonly ShownResource[] };
}

export interface ShownChange {
  readonly address: string;
  readonly action_reason?: string;
  readonly change: {
    readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget')[];
    readonly before: unknown;
    readonly after: unknown;
    readonly after_unknown: unknown;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/** The parts of `terraform show -json` that tests read, for a state or a saved plan. */
export interface TerraformShow {
  readonly values?: ShownValues;
  readonly planned_values?: ShownValues;
  readonly resource_changes?: readonly ShownChange[];
  readonly resource_drift?: readonly ShownChange[];
}

/** Every method but `run` and `start` rejects with a `TerraformFailure` when terraform fails. */
export interface TerraformWorkspace {
  readonly folder: string;
  readonly terraform: TerraformExecutable;
  /** Added to the environment of later runs; may be changed between them. */
  readonly env: Record<string, string>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  init(...args: string[]): Promise<TerraformRun>;
  validate(...args: string[]): Promise<TerraformRun>;
  /** With `detailedExitCode`, exit code 2 means that there are changes, 0 that there are none. */
  plan(options?: PlanOptions, ...args: string[]): Promise<TerraformRun>;
  /** Approves by itself; a saved plan is named as an argument. */
  apply(...args: string[]): Promise<TerraformRun>;
  destroy(...args: string[]): Promise<TerraformRun>;
  import(address: string, id: string): Promise<TerraformRun>;
  /** The state, or the saved plan of that name. */
  show(planFile?: string): Promise<TerraformShow>;
  run(...args: string[]): Promise<TerraformRun>;
  /** Like `run`, but returns the process, so that a test can send it a signal. */
  start(...args: string[]): RunningTerraform;
  /** Kills the processes that still run, and removes the folder. */
  cleanup(): Promise<void>;
}

export interface PlanOptions {
  /** Saved under this name, relative to the folder. */
  readonly out?: string;
  readonly detailedExitCode?: boolean;
}

export class TerraformFailure extends Error {
  override readonly name = 'TerraformFailure';

  constructor(
    readonly args: readonly string[],
    readonly run: TerraformRun,
  ) {
    super(`terraform ${args.join(' ')} ended with ${run.exitCode}\n${run.stdout}${run.stderr}`);
  }
}

/** Asking the terraform of the PATH for its version starts it. */
let found: Promise<TerraformExecutable> | undefined;

/** A folder with a configuration, kept from the settings, plugins and credentials of the developer. */
export const createTerraformWorkspace = async ({
  files,
  env = {},
  provider,
  terraform: given,
}: TerraformWorkspaceOptions): Promise<TerraformWorkspace> => {
  const terraform = given ?? (await (found ??= ensureTerraform()));
  const root = await mkdtemp(path.join(tmpdir(), 'keyplane-terraform-'));
  const folder = path.join(root, 'configuration');
  const home = path.join(root, 'home');
  const cliConfigFile = path.join(root, 'cli.tfrc');
  await writeFiles(root, { 'cli.tfrc': '', 'home/.keep': '' });
  await writeFiles(folder, files);
  if (provider) await installIntoImpliedMirror(home, provider);

  const running = new Set<RunningTerraform>();
  const ownEnv = { ...env };

  const start = (...args: string[]): RunningTerraform => {
    const child = spawn(terraform.path, args, {
      cwd: folder,
      env: {
        ...neutralEnvironment(process.env),
        HOME: home,
        TF_CLI_CONFIG_FILE: cliConfigFile,
        ...ownEnv,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const finished = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
      .then(([stdout, stderr]) => ({ exitCode: child.exitCode, stdout, stderr }))
      .finally(() => running.delete(started));
    const started = { child, finished };
    running.add(started);
    return started;
  };

  const run = (...args: string[]) => start(...args).finished;

  const succeed = async (args: string[], accepted = [0]): Promise<TerraformRun> => {
    const result = await run(...args);
    if (result.exitCode !== null && accepted.includes(result.exitCode)) return result;
    throw new TerraformFailure(args, result);
  };

  return {
    folder,
    terraform,
    env: ownEnv,
    write: (more) => writeFiles(folder, more),
    init: (...args) => succeed(['init', ...args]),
    validate: (...args) => succeed(['validate', ...args]),
    plan: ({ out, detailedExitCode = false } = {}, ...args) =>
      succeed(
        [
          'plan',
          ...(out === undefined ? [] : [`-out=${out}`]),
          ...(detailedExitCode ? ['-detailed-exitcode'] : []),
          ...args,
        ],
        detailedExitCode ? [0, 2] : [0],
      ),
    apply: (...args) => succeed(['apply', '-auto-approve', ...args]),
    destroy: (...args) => succeed(['destroy', '-auto-approve', ...args]),
    import: (address, id) => succeed(['import', address, id]),
    async show(planFile) {
      const args = ['show', '-json', ...(planFile === undefined ? [] : [planFile])];
      return JSON.parse((await succeed(args)).stdout) as TerraformShow;
    },
    run,
    start,
    async cleanup() {
      const unfinished = [...running];
      for (const { child } of unfinished) child.kill('SIGKILL');
      await Promise.allSettled(unfinished.map(({ finished }) => finished));
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};

/** With the developer's own settings a test would pass or fail by chance. */
const neutralEnvironment = (inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(inherited).filter(([name]) => !/^(TF_|KEYPLANE_|XDG_)/.test(name)),
  ),
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
  TF_CLI_ARGS: '-no-color',
  // Without garbage collection, a run takes a third less processor time. It needs about 70 MB.
  GOGC: 'off',
  GOMEMLIMIT: '500MiB',
});

/** https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
const installIntoImpliedMirror = async (
  home: string,
  { executable, source, version }: MirroredProvider,
): Promise<void> => {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const folder = path.join(
    home,
    '.terraform.d',
    'plugins',
    source,
    version,
    `${process.platform}_${arch}`,
  );
  await mkdir(folder, { recursive: true });
  const name = `terraform-provider-${path.posix.basename(source)}_v${version}`;
  const installed = path.join(folder, name);
  await copyFile(executable, installed);
  const compiled = compiledFileOf(executable);
  if (existsSync(compiled)) await copyFile(compiled, compiledFileOf(installed));
};

const writeFiles = async (
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> => {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
};
