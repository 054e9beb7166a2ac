import type { TerraformRun } from '../support/terraform';
import { compareWithState } from './comparison';
import { toHcl } from './configuration';
import {
  createFaultyWorkspace,
  type FaultyWorkspace,
  type FaultyWorkspaceOptions,
} from './faulty-workspace';
import { inspectKeys, type KnownCredentials } from './inspect-keys';
import type { Keyring } from './keyring';
import { createKeyplaneReader, type KeyplaneReader, type LiveThing } from './keyplane-reader';
import type { MisfortuneCounts } from './misfortunes';
import type { RunPlan, Stage } from './run-plan';
import { readState, type StateResource } from './terraform-state';

export interface FaultRunOptions extends FaultyWorkspaceOptions {
  readonly plan: RunPlan;
  readonly keyring: Keyring;
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
  /** Faultless applies that changed something after another one. */
  readonly repairs: number;
  /** Whatever was not as it must be, in words; none where the run converged. */
  readonly problems: readonly string[];
  /** Where the folder of a failed run was kept. */
  readonly keptIn: string | undefined;
}

/** How many faultless applies may change something before one says that nothing is left to do. */
const MOST_CHANGES = 2;

/** Applies and destroys as planned, and finds out whether everything came right in the end. */
export async function runUnderFaults(options: FaultRunOptions): Promise<FaultRunOutcome> {
  const { plan, api, keyring, note, keepFailed } = options;
  await api.up();
  const workspace = await createFaultyWorkspace(options);
  const findings = createFindings();
  try {
    const reader = createKeyplaneReader(api.url, api.owner);
    const scene = { workspace, reader, keyring, note, findings };
    await workspace.configure(toHcl(firstOf(plan).configuration, keyring));
    expectSuccess('init', await workspace.run('init'));
    let known: KnownCredentials = new Map();
    for (const stage of plan.stages) known = await carryOut(stage, known, scene);
    await destroy(plan, scene);
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
  /** Past the proxy. */
  readonly reader: KeyplaneReader;
  readonly keyring: Keyring;
  readonly note: (line: string) => void;
  readonly findings: Findings;
}

/** @returns what the owners of the keys have in the end */
async function carryOut(
  { configuration, attempts }: Stage,
  before: KnownCredentials,
  scene: Scene,
): Promise<KnownCredentials> {
  const { workspace, keyring } = scene;
  await workspace.configure(toHcl(configuration, keyring));
  for (const attempt of attempts) await workspace.suffer('apply', attempt);
  await workspace.settled();
  await converge(scene);
  return inspect(configuration.tag, before, scene);
}

async function converge({ workspace, note, findings }: Scene): Promise<void> {
  for (let changes = 0; ; changes += 1) {
    if (changes > 1) findings.repair();
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
async function inspect(
  tag: string,
  before: KnownCredentials,
  { workspace, keyring, reader, findings }: Scene,
): Promise<KnownCredentials> {
  const state = await readState(workspace.folder);
  findings.compare(state, await reader.live(tag));
  const { secrets } = workspace;
  const { known, problems } = await inspectKeys({ state, before, secrets, keyring, reader });
  for (const problem of problems) findings.problem(problem);
  return known;
}

async function destroy(plan: RunPlan, scene: Scene): Promise<void> {
  const { workspace } = scene;
  for (const attempt of plan.destroy) await workspace.suffer('destroy', attempt);
  await workspace.settled();
  expectSuccess('destroy', await workspace.run('destroy', '-auto-approve'));
  await inspect(firstOf(plan).configuration.tag, new Map(), scene);
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
    repairs: 0,
  };
  const told = new Set<string>();
  return {
    problem: (text: string) => void found.problems.push(text),
    compare(state: readonly StateResource[], live: readonly LiveThing[]) {
      const compared = compareWithState(state, live);
      // What stays behind is found again by each later look.
      const isNew = ({ id }: { readonly id: string }) => !told.has(id);
      const orphans = compared.orphans.filter(isNew);
      const missing = compared.missing.filter(isNew);
      found.orphans.push(...orphans);
      found.missing.push(...missing);
      found.duplicates.push(...compared.duplicates.filter(isNew));
      for (const { type, id, name } of orphans) {
        found.problems.push(`orphan ${type} ${id} "${name}"`);
      }
      for (const { address, id } of missing) found.problems.push(`missing ${address} ${id}`);
      for (const { id } of [...orphans, ...missing]) told.add(id);
    },
    repair: () => void (found.repairs += 1),
    hasAny: () => found.problems.length > 0,
    all: () => found,
  };
}
