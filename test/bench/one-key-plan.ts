import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { expectNoChanges } from './lifecycle';
import { interleave, median, seconds, type Suite } from './measure';
import { withWorlds } from './with-worlds';

const ROUNDS = 15;

/**
 * Measures what it costs to start the provider and ask Keyplane if there is almost nothing to plan.
 */
export const oneKeyPlan: Suite = {
  name: 'one-key-plan',
  run: ({ rounds }) =>
    withWorlds(async ({ keyplane, builtIn }) => {
      const workspaces: TerraformWorkspace[] = [];
      try {
        for (const world of [keyplane, builtIn]) {
          const workspace = await createTerraformWorkspace(world.options(1));
          workspaces.push(workspace);
          await workspace.init();
          await workspace.apply();
        }
        const [ours = [], theirs = []] = await interleave(
          Math.max(rounds, ROUNDS),
          workspaces.map((workspace) => () => seconds(() => expectNoChanges(workspace))),
        );
        return [
          {
            what: 'plan, nothing to change: one key and its account',
            unit: 's',
            value: median(ours),
            bar: { atMost: 6 },
            baseline: { name: `2 ${builtIn.name}`, value: median(theirs) },
          },
        ];
      } finally {
        for (const workspace of workspaces) {
          await workspace.destroy();
          await workspace.cleanup();
        }
      }
    }),
};
