import { converge } from './converge';
import { toHcl } from './configuration';
import { createFaultyState, expectSuccess, type FaultyState } from './faulty-state';
import {
  createFaultyWorkspace,
  type FaultyWorkspace,
  type FaultyWorkspaceOptions,
} from './faulty-workspace';
import { createFindings, type Findings, type Found } from './findings';
import { inspectKeys, type KnownCredentials } from './inspect-keys';
import type { Keyring } from './keyring';
import { createKeyplaneReader, type KeyplaneReader, type LiveThing } from './keyplane-reader';
import { createLedger, type Ledger } from './ledger';
import type { MisfortuneCounts } from './misfortunes';
import { layoutOf, type RunKind } from './run-kind';
import type { RunPlan, Stage, Turn } from './run-plan';
import type { StateResource } from './terraform-state';

export interface FaultRunOptions extends Omit<FaultyWorkspaceOptions, 'ledger' | 'stack'> {
  readonly plan: RunPlan;
  readonly keyring: Keyring;
  /** Whether the folder of a run that failed stays. */
  readonly keepFailed: boolean;
}

/** How one run ended. */
export interface FaultRunOutcome extends Found {
  readonly kind: RunKind;
  readonly counts: readonly MisfortuneCounts[];
  readonly tornStates: number;
  /** Where the folders of a failed run were kept. */
  readonly folders: readonly string[];
}

/** Applies and destroys as planned, and finds out whether everything converged in the end. */
export async function runUnderFaults(options: FaultRunOptions): Promise<FaultRunOutcome> {
  const { plan, api, keepFailed } = options;
  await api.up();
  const findings = createFindings();
  const ledger = createLedger();
  const workspaces = await openWorkspaces(options, ledger);
  try {
    const scene = await prepare(options, { workspaces, ledger, findings });
    let known: KnownCredentials = new Map();
    for (const stage of plan.stages) known = await carryOut(stage, known, scene);
    await destroy(known, scene);
  } catch (error) {
    options.signal.throwIfAborted();
    findings.problem(error instanceof Error ? error.message : String(error));
  } finally {
    const keepFolder = keepFailed && findings.hasAny();
    for (const workspace of workspaces) {
      await workspace.close({ keepFolder }).catch((error: unknown) => {
        findings.problem(error instanceof Error ? error.message : String(error));
      });
    }
  }
  return {
    kind: plan.kind,
    counts: workspaces.flatMap(({ counts }) => counts),
    tornStates: tornStatesOf(workspaces),
    ...findings.all(),
    folders: keepFailed && findings.hasAny() ? workspaces.map(({ folder }) => folder) : [],
  };
}

async function openWorkspaces(
  options: FaultRunOptions,
  ledger: Ledger,
): Promise<readonly FaultyWorkspace[]> {
  const { machines, hasExplicitStack } = layoutOf(options.plan.kind);
  const stack = hasExplicitStack ? 'shared' : undefined;
  const open = () => createFaultyWorkspace({ ...options, ledger, stack });
  return Promise.all(Array.from({ length: machines }, open));
}

interface Scene {
  readonly plan: RunPlan;
  readonly tag: string;
  readonly workspaces: readonly FaultyWorkspace[];
  readonly states: readonly FaultyState[];
  /** Past the proxy. */
  readonly reader: KeyplaneReader;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly note: (line: string) => void;
  readonly findings: Findings;
}

async function prepare(
  { plan, api, keyring, note }: FaultRunOptions,
  parts: Pick<Scene, 'workspaces' | 'ledger' | 'findings'>,
): Promise<Scene> {
  const { states, backend } = layoutOf(plan.kind);
  const first = plan.stages[0]?.turns[0]?.configuration;
  if (first === undefined) throw new RangeError('A plan has a stage with a turn at least.');
  for (const workspace of parts.workspaces) {
    await workspace.write({ 'main.tf': toHcl(first, keyring) });
    if (backend !== undefined) await workspace.write({ 'backend.tf': backend });
    expectSuccess('init', await workspace.run('init'));
  }
  const selected = new Map<FaultyWorkspace, string>();
  return {
    plan,
    tag: first.tag,
    keyring,
    note,
    ...parts,
    reader: createKeyplaneReader(api.url, api.owner),
    states: states.map((place) => {
      const workspace = parts.workspaces[place.machine];
      if (workspace === undefined) throw new RangeError(`There is no machine ${place.machine}.`);
      return createFaultyState(place, workspace, selected);
    }),
  };
}

/** @returns the credentials that the owners of the keys have in the end */
async function carryOut(
  { turns, areAtOnce, loss }: Stage,
  before: KnownCredentials,
  scene: Scene,
): Promise<KnownCredentials> {
  if (areAtOnce) await Promise.all(turns.map((turn) => suffer(turn, scene)));
  else for (const turn of turns) await suffer(turn, scene);
  await settled(scene);
  for (const { state: number, configuration } of turns) {
    const state = stateOf(scene, number);
    await state.enter(toHcl(configuration, scene.keyring));
    const isRefusalDue = async () => (await keptIn(scene)).length > 0;
    await converge({ ...scene, state, isRefusalDue, isOnce: loss?.isFresh === true });
    await lookForEnded(scene);
  }
  // An inspection uses the keys, which records them.
  const known = loss?.isFresh === true ? before : await inspect(before, scene);
  if (loss !== undefined) await stateOf(scene, loss.state).lose(loss);
  return known;
}

async function suffer({ state: number, configuration, attempts }: Turn, scene: Scene) {
  const state = stateOf(scene, number);
  await state.enter(toHcl(configuration, scene.keyring));
  for (const attempt of attempts) {
    await state.suffer('apply', attempt);
    await lookForEnded(scene);
  }
}

/**
 * Whether everything that a state has ever named, and everything that a finished apply created, still
 * exists.
 */
async function lookForEnded({ states, ledger, reader, tag, findings }: Scene): Promise<void> {
  for (const state of states) ledger.held(await state.read());
  findings.ended(ledger.ended(await reader.live(tag)));
}

async function stateIn({ states }: Scene): Promise<readonly StateResource[]> {
  return (await Promise.all(states.map((state) => state.read()))).flat();
}

/** Recorded objects that exist and that no state holds now. */
async function keptIn(scene: Scene): Promise<readonly LiveThing[]> {
  const held = new Set((await stateIn(scene)).map(({ id }) => id));
  const live = await scene.reader.live(scene.tag);
  return live.filter(({ id }) => !held.has(id) && scene.ledger.isRecorded(id));
}

/** Whether Keyplane has what the states hold, except what they lost, and accepts its secrets. */
async function inspect(before: KnownCredentials, scene: Scene): Promise<KnownCredentials> {
  const { ledger, keyring, reader, findings, tag } = scene;
  await lookForEnded(scene);
  const state = await stateIn(scene);
  const kept = await keptIn(scene);
  const lost = new Set(kept.map(({ id }) => id));
  findings.kept(kept);
  if (lost.size > 0 && !mayLose(scene)) {
    findings.problem(`No state was lost, and yet none holds ${[...lost].join(', ')}`);
  }
  const live = await reader.live(tag);
  findings.compare(
    state,
    live.filter(({ id }) => !lost.has(id)),
  );
  const secrets = secretsBut(ledger, lost);
  const { known, problems } = await inspectKeys({ state, before, secrets, keyring, reader });
  for (const problem of problems) findings.problem(problem);
  const stillKnown = [...before].filter(([id]) => lost.has(id));
  for (const [id, { credential }] of stillKnown) {
    if (await reader.accepts(credential)) continue;
    findings.problem(`${id} lives outside its state, and what its owner has is not accepted`);
  }
  return new Map([...stillKnown, ...known]);
}

/**
 * The state may be gone because the plan removed it, or because a kill damaged its file or came
 * before the last save.
 */
function mayLose({ plan, workspaces }: Scene): boolean {
  return (
    plan.stages.some(({ loss }) => loss !== undefined) ||
    tornStatesOf(workspaces) > 0 ||
    workspaces.some(({ counts }) => counts.some(({ kills }) => kills.terraform !== undefined))
  );
}

function secretsBut({ secrets }: Ledger, lost: ReadonlySet<string>): ReadonlySet<string> {
  const isOfOthers = ([, id]: readonly [string, string | undefined]) =>
    id === undefined || !lost.has(id);
  return new Set([...secrets].filter(isOfOthers).map(([secret]) => secret));
}

async function destroy(known: KnownCredentials, scene: Scene): Promise<void> {
  const { plan, states, keyring } = scene;
  const configurationOf = (number: number) =>
    plan.stages.flatMap(({ turns }) => turns).findLast(({ state }) => state === number)
      ?.configuration;
  for (const [number, state] of states.entries()) {
    const configuration = configurationOf(number);
    if (configuration !== undefined) await state.enter(toHcl(configuration, keyring));
    for (const attempt of number === 0 ? plan.destroy : []) {
      await state.suffer('destroy', attempt);
      await lookForEnded(scene);
    }
    await settled(scene);
    expectSuccess('destroy', await state.run('destroy', '-auto-approve'));
    await lookForEnded(scene);
  }
  await inspect(known, scene);
}

async function settled({ workspaces }: Scene): Promise<void> {
  await Promise.all(workspaces.map((workspace) => workspace.settled()));
}

function stateOf({ states }: Scene, number: number): FaultyState {
  const state = states[number];
  if (state === undefined) throw new RangeError(`There is no state ${number}.`);
  return state;
}

function tornStatesOf(workspaces: readonly FaultyWorkspace[]): number {
  return workspaces.reduce((sum, { tornStates }) => sum + tornStates, 0);
}
