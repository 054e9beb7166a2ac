import {
  createLostStateWatch,
  describeLostState,
  mayBeLost,
  type StackSummary,
  type StateOnDisk,
} from '../../../provider/client/lost-state';

const options = { signal: new AbortController().signal };

const stack = (over: Partial<StackSummary> = {}): StackSummary => ({
  stack: 'local:///stacks/terraform.tfstate#default',
  recorded_count: 3,
  created_by_runs_count: 3,
  last_named_at: null,
  last_created_at: '2026-11-29T10:00:00.000Z',
  ...over,
});
const file = (path: string, resourceCount: number, exists = true) => ({
  path,
  exists,
  resourceCount,
  ids: [],
});
const files = (state: number, backup = 0, errored = 0): StateOnDisk => ({
  state: file('/stacks/terraform.tfstate', state),
  backup: file('/stacks/terraform.tfstate.backup', backup),
  errored: file('/stacks/errored.tfstate', errored, errored > 0),
});

describe('a state', () => {
  it.each([
    [
      'is empty, and Keyplane knows nothing of it',
      stack({ recorded_count: 0, created_by_runs_count: 0 }),
      files(0),
      false,
    ],
    [
      'is empty, and all that Keyplane knows was imported',
      stack({ created_by_runs_count: 0 }),
      files(0),
      false,
    ],
    [
      'is empty, and runs created some of what Keyplane knows',
      stack({ created_by_runs_count: 1 }),
      files(0),
      true,
    ],
    ['is empty, and Keyplane knows objects of it', stack(), files(0), true],
    ['holds resources', stack(), files(2), false],
    ['is not in a file and was never named', stack(), undefined, true],
    [
      'is not in a file and was named before the newest object',
      stack({ last_named_at: '2026-11-29T09:00:00.000Z' }),
      undefined,
      true,
    ],
    [
      'is not in a file and was named since then',
      stack({ last_named_at: '2026-11-29T11:00:00.000Z' }),
      undefined,
      false,
    ],
  ])('that %s', (_what, summary, onDisk, expected) => {
    expect(mayBeLost(summary, onDisk)).toBe(expected);
  });
});

describe('the warning about a lost state', () => {
  it('names the backup and what it holds', () => {
    const { summary, detail } = describeLostState(stack(), files(0, 450));
    expect(summary).toBe('The state is empty, but Keyplane knows 3 objects of this stack');
    expect(detail).toContain(
      "/stacks/terraform.tfstate.backup contains 450 of this provider's resources",
    );
    expect(detail).toContain('Copy it to /stacks/terraform.tfstate');
  });

  it('prefers the file with what terraform could not save', () => {
    expect(describeLostState(stack(), files(0, 450, 595)).detail).toContain(
      '/stacks/errored.tfstate contains 595',
    );
  });

  it('names the backend if the state is not in a file', () => {
    expect(describeLostState(stack({ recorded_count: 1 }), undefined).summary).toContain(
      '1 object ',
    );
    expect(describeLostState(stack(), undefined).detail).toContain('in its backend');
  });
});

describe('the watch for a lost state', () => {
  function watch(presented: () => number, summary: () => Promise<StackSummary>) {
    let asked = 0;
    const lostState = createLostStateWatch({
      summary: () => {
        asked += 1;
        return summary();
      },
      presentedCount: presented,
      onDisk: () => files(0, 5),
      logger: { debug() {}, info() {} },
      patienceMs: 50,
    });
    return { lostState, asked: () => asked };
  }

  it('warns only once, before the first creation', async () => {
    const { lostState, asked } = watch(
      () => 0,
      async () => stack(),
    );
    const notices = await Promise.all(
      Array.from({ length: 5 }, () => lostState.beforeCreation(options)),
    );
    expect(notices.filter((notice) => notice !== undefined)).toHaveLength(1);
    expect(asked()).toBe(1);
  });

  it('asks Keyplane nothing if Terraform has presented an object', async () => {
    const { lostState, asked } = watch(
      () => 1,
      async () => stack(),
    );
    expect(await lostState.beforeCreation(options)).toBeUndefined();
    expect(asked()).toBe(0);
  });

  it('waits for Terraform to present an object', async () => {
    let looks = 0;
    const { lostState } = watch(
      () => (looks++ < 2 ? 0 : 1),
      async () => stack(),
    );
    expect(await lostState.beforeCreation(options)).toBeUndefined();
  });
});
