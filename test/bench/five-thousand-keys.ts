import type { TerraformWorkspace } from '../support/terraform';
import { expectNoChanges } from './lifecycle';
import { interleave, median, type Row, seconds, type Suite } from './measure';
import { answeredRequests } from './request-count';
import { seedWorkspace } from './seeded-workspace';
import { withWorlds, type Worlds } from './with-worlds';

const FEW = 1000;
const TIMES = 5;
const MAX_ROUNDS = 5;

/**
 * Measures whether the time of a plan grows linearly with the number of keys, and not
 * quadratically.
 */
export const fiveThousandKeys: Suite = {
  name: 'five-thousand-keys',
  run: ({ rounds, shrink }) =>
    withWorlds((worlds) => compareSizes(worlds, Math.ceil(FEW / shrink), rounds)),
};

async function compareSizes(worlds: Worlds, few: number, rounds: number): Promise<Row[]> {
  const many = TIMES * few;
  const workspaces: TerraformWorkspace[] = [];
  try {
    workspaces.push(await seedWorkspace(worlds, few), await seedWorkspace(worlds, many));
    const [ofFew = [], ofMany = []] = await interleave(
      Math.min(rounds, MAX_ROUNDS),
      workspaces.map((workspace) => () => measurePlan(workspace, worlds.endpoint)),
    );
    return [
      {
        what: `plan, nothing to change: ${many} keys and their accounts`,
        unit: 's',
        value: median(ofMany.map((plan) => plan.seconds)),
        baseline: {
          name: `${TIMES} × ${few} keys`,
          value: TIMES * median(ofFew.map((plan) => plan.seconds)),
        },
        bar: { atMost: 1.2 },
      },
      {
        what: `requests of a plan, ${many} keys`,
        unit: 'requests',
        value: median(ofMany.map((plan) => plan.requests)),
        baseline: null,
        bar: { atMost: 40 },
      },
    ];
  } finally {
    for (const workspace of workspaces) await workspace.cleanup();
  }
}

async function measurePlan(workspace: TerraformWorkspace, endpoint: string) {
  const before = await answeredRequests(endpoint);
  const took = await seconds(() => expectNoChanges(workspace));
  return { seconds: took, requests: (await answeredRequests(endpoint)) - before };
}
