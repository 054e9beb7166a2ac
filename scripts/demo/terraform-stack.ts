import { execFile } from 'node:child_process';
import { expectThat, StepFailure } from './steps';

export interface PlannedChange {
  readonly address: string;
  readonly actions: readonly string[];
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** What terraform printed, warnings included. */
  readonly output: string;
}

/** The folder of the stack, in which the stock terraform binary runs. */
export interface TerraformStack {
  init(): Promise<void>;
  plan(): Promise<Plan>;
  /** Applies the plan that was made last. */
  apply(): Promise<void>;
  outputs(): Promise<Readonly<Record<string, string>>>;
  destroy(): Promise<void>;
}

export function createTerraformStack(options: {
  executable: string;
  folder: string;
  environment: NodeJS.ProcessEnv;
}): TerraformStack {
  const { executable, folder, environment } = options;

  const terraform = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const settings = { cwd: folder, env: environment, maxBuffer: 1 << 28 };
      execFile(executable, args, settings, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new StepFailure(`terraform ${args[0]} failed.`, stdout + stderr));
      });
    });

  return {
    async init() {
      await terraform('init', '-input=false', '-no-color');
    },

    async plan() {
      const output = await terraform('plan', '-input=false', '-no-color', '-out=plan');
      const shown = JSON.parse(await terraform('show', '-json', 'plan')) as {
        resource_changes?: { address: string; change: { actions: string[] } }[];
      };
      const changes = (shown.resource_changes ?? [])
        .map(({ address, change }) => ({ address, actions: change.actions }))
        .filter(({ actions }) => actions.join() !== 'no-op');
      return { changes, output };
    },

    async apply() {
      await terraform('apply', '-input=false', '-no-color', 'plan');
    },

    async outputs() {
      const outputs = JSON.parse(await terraform('output', '-json')) as Record<
        string,
        { value: string }
      >;
      return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    },

    async destroy() {
      await terraform('destroy', '-auto-approve', '-input=false', '-no-color');
    },
  };
}

/** A summary such as `3 to add, 1 to change`, as terraform counts. */
export function describeChanges(changes: readonly PlannedChange[]): string {
  const count = (action: string) =>
    changes.filter(({ actions }) => actions.join() === action).length;
  const parts = [
    [count('create'), 'to add'],
    [count('update'), 'to change in place'],
    [count('delete'), 'to destroy'],
    [changes.filter(({ actions }) => actions.length > 1).length, 'to replace'],
  ] as const;
  return (
    parts
      .filter(([number]) => number > 0)
      .map(([number, what]) => `${number} ${what}`)
      .join(', ') || 'no changes'
  );
}

/** @throws StepFailure if there is no change, or one of another kind */
export function expectOnly(plan: Plan, action: string): void {
  const others = plan.changes.filter(({ actions }) => actions.join() !== action);
  const expectation = `Expected only ${action}s, but the plan has ${describeChanges(plan.changes)}.`;
  expectThat(others.length === 0 && plan.changes.length > 0, expectation, plan.output);
}
