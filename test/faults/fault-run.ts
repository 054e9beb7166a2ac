import type { TerraformRun } from '../support/terraform';
import type { ApiProcess } from './api-process';
import { compareWithState } from './comparison';
import { toHcl } from './configuration';
import {
  createFaultyWorkspace,
  type FaultyWorkspace,
  type FaultyWorkspaceOptions,
} from './faulty-workspace';
import { createKeyplaneReader, type KeyplaneReader, type LiveThing } from './keyplane-reader';
import type { MisfortuneCounts } from './misfortunes';
import type { RunPlan, Stage } from './run-plan';
import { readState, type StateResource } from './terraform-state';

export interface FaultRunOptions extends FaultyWorkspaceOptions {
  readonly plan: RunPlan;
  /** Whether the folder of a run that failed stays. */
  readonly keepFailed: boolean;
}

/** How one run ended. */
export interface FaultRunOutcome {
  readonly counts: readonly MisfortuneCounts[];
  readonly tornStates: number;
  readonly orphans: readonly LiveThing[];
  readonly missing: readonly StateResource[];
  readonly duplicates: readonly LiveThing[];
  /** Whatever was not as it must be, in words; none where the run converged. */
  readonly problems: readonly string[];
  /** Where the folder of a failed run was kept. */
  readonly keptIn: string | undefined;
}

/** How many faultless applies may change something before one says that nothing is left to do. */
const MOST_CHANGES = 2;

/** Applies and destroys as planned, and finds out whether everything came right in the end. */
export async function runUnderFaults(options: FaultRunOptions): Promise<FaultRunOutcome> {
  const { plan, api, note, keepFailed } = options;
  await api.up();
  const workspace = await createFaultyWorkspace(options);
  const findings = createFindings();
  try {
    await workspace.configure(toHcl(firstOf(plan).configuration));
    expectSuccess('init', await workspace.run('init'));
    for (const stage of plan.stages) await carryOut(stage, { workspace, api, note, findings });
    await destroy(plan, { workspace, api, note, findings });
  } catch (error) {
    options.signal.throwIfAborted();
    findings.problem(error instanceof Error ? error.message : String(error));
  } finally {
    const keepFolder = keepFailed && findings.hasAny();
    await workspace.close({ keepFolder }).catch((error: unknown) => {
      findings.problem(error instanceof Error ? error.message : String(error));
    });
  }
  return {
    counts: workspace.counts,
    tornStates: workspace.tornStates,
    ...findings.all(),
    keptIn: keepFailed && findings.hasAny() ? workspace.folder : undefined,
  };
}

interface Scene {
  readonly workspace: FaultyWorkspace;
  readonly api: ApiProcess;
  readonly note: (line: string) => void;
  readonly findings: Findings;
}

async function carryOut({ configuration, attempts }: Stage, scene: Scene): Promise<void> {
  const { workspace } = scene;
  await workspace.configure(toHcl(configuration));
  for (const attempt of attempts) await workspace.suffer('apply', attempt);
  await converge(scene);
  await inspect(configuration.tag, scene);
}

async function converge({ workspace, note }: Scene): Promise<void> {
  for (let changes = 0; ; changes += 1) {
    const apply = await workspace.run('apply', '-auto-approve');
    expectSuccess('apply', apply);
    if (apply.stdout.includes('No changes.')) return;
    note(`a faultless apply:\n${apply.stdout}`);
    if (changes === MOST_CHANGES) {
      throw new Error(`After ${changes} faultless applies another one still did:\n${apply.stdout}`);
    }
  }
}

/** Whether Keyplane holds what the state holds, neither more nor less, and takes its secrets. */
async function inspect(tag: string, { workspace, api, findings }: Scene): Promise<void> {
  const reader = createKeyplaneReader(api.url, api.owner);
  const state = await readState(workspace.folder);
  findings.compare(state, await reader.live(tag));
  for (const problem of await unusableKeys(state, reader)) findings.problem(problem);
}

async function unusableKeys(
  state: readonly StateResource[],
  reader: KeyplaneReader,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { address, values } of state) {
    if (typeof values.secret !== 'string') continue;
    if (!(await reader.accepts(values.secret))) {
      problems.push(`The secret of ${address} in the state is not accepted.`);
    }
  }
  return problems;
}

async function destroy(plan: RunPlan, scene: Scene): Promise<void> {
  const { workspace, api, findings } = scene;
  for (const attempt of plan.destroy) await workspace.suffer('destroy', attempt);
  expectSuccess('destroy', await workspace.run('destroy', '-auto-approve'));
  const reader = createKeyplaneReader(api.url, api.owner);
  const { tag } = firstOf(plan).configuration;
  findings.compare(await readState(workspace.folder), await reader.live(tag));
}

function firstOf({ stages }: RunPlan): Stage {
  const [first] = stages;
  if (first === undefined) throw new RangeError('A plan has a stage at least.');
  return first;
}

function expectSuccess(command: string, { exitCode, stdout, stderr }: TerraformRun): void {
  if (exitCode === 0) return;
  throw new Error(
    `Without faults, terraform ${command} ended with ${exitCode}:\n${stdout}${stderr}`,
  );
}

type Findings = ReturnType<typeof createFindings>;

function createFindings() {
  const found = {
    orphans: [] as LiveThing[],
    missing: [] as StateResource[],
    duplicates: [] as LiveThing[],
    problems: [] as string[],
  };
  return {
    problem: (text: string) => void found.problems.push(text),
    compare(state: readonly StateResource[], live: readonly LiveThing[]) {
      const { orphans, missing, duplicates } = compareWithState(state, live);
      found.orphans.push(...orphans);
      found.missing.push(...missing);
      found.duplicates.push(...duplicates);
      for (const { type, id, name } of orphans)
        found.problems.push(`orphan ${type} ${id} "${name}"`);
      for (const { address, id } of missing) found.problems.push(`missing ${address} ${id}`);
    },
    hasAny: () => found.problems.length > 0,
    all: () => found,
  };
}
