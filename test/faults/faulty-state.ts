import path from 'node:path';
import type { TerraformRun } from '../support/terraform';
import type { FaultyWorkspace } from './faulty-workspace';
import type { StatePlace } from './run-kind';
import type { Attempt, Loss } from './run-plan';
import { loseState, readState, type StateResource } from './terraform-state';

/** A state that a machine can select. */
export interface FaultyState {
  readonly workspace: FaultyWorkspace;
  /** Selects the state and writes its configuration. */
  enter(hcl: string): Promise<void>;
  run(...args: string[]): Promise<TerraformRun>;
  suffer(command: 'apply' | 'destroy', attempt: Attempt): Promise<void>;
  read(): Promise<readonly StateResource[]>;
  lose(loss: Loss): Promise<void>;
}

/** @param selected the file of the state that each machine has selected */
export function createFaultyState(
  { select, file }: StatePlace,
  workspace: FaultyWorkspace,
  selected: Map<FaultyWorkspace, string>,
): FaultyState {
  const read = () => readState(path.join(workspace.folder, file));

  async function selectIt(): Promise<void> {
    if (select === undefined || selected.get(workspace) === file) return;
    expectSuccess(select[0] ?? '', await workspace.run(...select));
    selected.set(workspace, file);
  }

  return {
    workspace,
    read,
    async enter(hcl) {
      await workspace.write({ 'main.tf': hcl });
      await selectIt();
    },
    run: workspace.run,
    suffer: (command, attempt) => workspace.suffer(command, attempt, file),
    async lose({ entryAt }) {
      if (entryAt === 'all') return loseState(path.join(workspace.folder, file));
      await selectIt();
      const state = await read();
      const entry = state[Math.floor(entryAt * state.length)];
      if (entry === undefined) return;
      expectSuccess('state rm', await workspace.run('state', 'rm', entry.address));
    },
  };
}

/** @throws Error with the output of terraform */
export function expectSuccess(command: string, { exitCode, stdout, stderr }: TerraformRun): void {
  if (exitCode === 0) return;
  throw new Error(
    `Without faults, terraform ${command} ended with ${exitCode}:\n${stdout}${stderr}`,
  );
}
