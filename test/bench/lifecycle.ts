import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import type { World } from './key-configuration';
import { seconds } from './measure';

/** The seconds that each step takes. */
export interface Lifecycle {
  readonly apply: number;
  /** The first plan that reads the created objects, and each later one. */
  readonly plans: readonly number[];
  readonly destroy: number;
}

/**
 * Runs the worlds side by side, step by step, so that each step runs under the same load of the
 * machine.
 */
export async function liveThrough(
  worlds: readonly World[],
  keys: number,
  plans: number,
): Promise<Lifecycle[]> {
  const workspaces: TerraformWorkspace[] = [];
  const all = async (act: (workspace: TerraformWorkspace) => Promise<unknown>) => {
    const times: number[] = [];
    for (const workspace of workspaces) times.push(await seconds(() => act(workspace)));
    return times;
  };
  try {
    for (const world of worlds) {
      workspaces.push(await createTerraformWorkspace(world.options(keys)));
    }
    await all((workspace) => workspace.init());
    await all((workspace) => workspace.plan({ out: 'plan' }));
    const applies = await all((workspace) => workspace.apply('plan'));
    const planned: number[][] = [];
    for (let plan = 0; plan < plans; plan += 1) planned.push(await all(expectNoChanges));
    const destroys = await all((workspace) => workspace.destroy());
    return worlds.map((_, index) => ({
      apply: applies[index] ?? NaN,
      plans: planned.map((times) => times[index] ?? NaN),
      destroy: destroys[index] ?? NaN,
    }));
  } finally {
    for (const workspace of workspaces) await workspace.cleanup();
  }
}

export async function expectNoChanges(workspace: TerraformWorkspace): Promise<void> {
  const { exitCode, stdout } = await workspace.plan({ detailedExitCode: true });
  if (exitCode !== 0) throw new Error(`Expected no changes:\n${stdout}`);
}
