import { createPlannedKeys } from '../../../../provider/client/planned-keys';
import type { PlannedCreation } from '../../../../provider/definitions/judge-in-dry-run';
import { judgeKeyCount } from '../../../../provider/resources/keys/count';

function createPlan() {
  const plannedKeys = createPlannedKeys();
  const said: string[] = [];
  const diagnostics = {
    warning: ({ summary }: { summary: string }) => void said.push(`warning: ${summary}`),
    error: ({ summary }: { summary: string }) => void said.push(`error: ${summary}`),
    hasErrors: false,
  };
  const context = { client: { plannedKeys }, diagnostics } as unknown as PlannedCreation['context'];
  return {
    said,
    accounts: (count: number) => {
      for (let at = 0; at < count; at += 1) plannedKeys.addAccount();
    },
    /** @param left how many more keys Keyplane would accept; it judges each key by itself */
    keys(count: number, account?: string, left?: number, isReplacement = false) {
      for (let at = 0; at < count; at += 1) {
        judgeKeyCount({
          body: account === undefined ? {} : { service_account_id: account },
          unknown: account === undefined ? ['/service_account_id'] : [],
          verdict: { problem: undefined, slotsLeft: left },
          isReplacement,
          context,
        });
      }
    },
  };
}

describe('the number of keys in one plan', () => {
  it('is an error if one account gets more than ten, whatever else the plan removes', () => {
    const plan = createPlan();
    plan.keys(10, 'sa_1', 9);
    expect(plan.said).toEqual([]);
    plan.keys(1, 'sa_1', 9);
    expect(plan.said).toEqual(['error: More keys than the service account can have']);
    plan.keys(10, 'sa_2', 9);
    expect(plan.said).toHaveLength(1);
  });

  it('is a warning if existing keys leave no room, because the plan may remove them', () => {
    const plan = createPlan();
    plan.keys(3, 'sa_1', 2);
    expect(plan.said).toEqual([]);
    plan.keys(1, 'sa_1', 2);
    expect(plan.said).toEqual([
      'warning: The service account sa_1 may not have room for all planned keys',
    ]);
  });

  it('does not count a replacement as an additional key', () => {
    const plan = createPlan();
    plan.keys(9, 'sa_1', 0, true);
    plan.keys(1, 'sa_1', 0);
    expect(plan.said).toEqual([]);
  });

  it('is an error if new accounts get more than ten each', () => {
    const plan = createPlan();
    plan.accounts(2);
    plan.keys(20);
    expect(plan.said).toEqual([]);
    plan.keys(1);
    expect(plan.said).toEqual(['error: More keys than new service accounts can have']);
  });

  it('is not judged for an account whose ID is unknown unless the plan creates it', () => {
    const plan = createPlan();
    plan.keys(30);
    expect(plan.said).toEqual([]);
  });
});
