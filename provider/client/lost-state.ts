import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './api-error';
import type { CallOptions } from './call';
import type { components } from './generated/api';
import type { Notice } from './notices';
import type { ClientLogger } from './transport';

export type StackSummary = components['schemas']['Stack'];

/** A state that terraform keeps in a file, as far as this provider can read it. */
export interface StateOnDisk {
  readonly state: FileOnDisk;
  readonly backup: FileOnDisk;
  readonly errored: FileOnDisk;
}

export interface FileOnDisk {
  readonly path: string;
  readonly exists: boolean;
  /** Resources of this provider. */
  readonly resourceCount: number;
  readonly ids: readonly string[];
}

export interface LostStateWatch {
  /**
   * Runs before the first creation is planned: the warning if the state names
   * nothing although Keyplane knows objects of it. Undefined if there is no problem, and for every
   * later creation.
   */
  beforeCreation(options: CallOptions): Promise<Notice | undefined>;
}

export interface LostStateOptions {
  readonly summary: (options: CallOptions) => Promise<StackSummary>;
  /** How many objects Terraform has presented to this process. */
  readonly presentedCount: () => number;
  /** Undefined if the state is not kept in a file. */
  readonly onDisk: () => StateOnDisk | undefined;
  readonly logger: ClientLogger;
  readonly patienceMs?: number;
}

/** Terraform walks the state and the configuration at the same time, ten resources at once. */
const PATIENCE_MS = 500;
const LOOK_EVERY_MS = 25;

/**
 * An apply that is interrupted twice can leave an empty state file. Terraform then plans to create
 * everything again, next to what exists.
 */
export function createLostStateWatch(options: LostStateOptions): LostStateWatch {
  const { summary, presentedCount, onDisk, logger, patienceMs = PATIENCE_MS } = options;
  let isAsked = false;

  async function isAnythingPresented({ signal }: CallOptions): Promise<boolean> {
    for (let waited = 0; waited < patienceMs; waited += LOOK_EVERY_MS) {
      if (presentedCount() > 0) return true;
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
    return presentedCount() > 0;
  }

  return {
    async beforeCreation(callOptions) {
      if (isAsked || presentedCount() > 0) return undefined;
      isAsked = true;
      try {
        const stack = await summary(callOptions);
        const files = onDisk();
        if (!mayBeLost(stack, files) || (await isAnythingPresented(callOptions))) return undefined;
        return describeLostState(stack, files);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        logger.debug('Could not ask Keyplane about the objects of this stack', {
          error: error.message,
        });
        return undefined;
      }
    },
  };
}

/**
 * A state file shows for certain whether the state is empty. With any other backend, the order of
 * events shows it: each plan names what its state holds. Objects that are newer than the last
 * naming were never seen again.
 *
 * The plan of a first apply names what it imports. The file does not hold that until the apply has
 * ended. If no run has created an object of the stack, an apply creates no object a second time.
 */
export function mayBeLost(
  {
    created_by_runs_count: createdByRuns,
    last_named_at: namedAt,
    last_created_at: createdAt,
  }: StackSummary,
  files: StateOnDisk | undefined,
): boolean {
  if (createdByRuns === 0) return false;
  if (files !== undefined) return files.state.resourceCount === 0;
  return namedAt === null || (createdAt !== null && Date.parse(namedAt) < Date.parse(createdAt));
}

export function describeLostState(
  { stack, recorded_count: recorded }: StackSummary,
  files: StateOnDisk | undefined,
): Notice {
  const objects = recorded === 1 ? '1 object' : `${recorded} objects`;
  return {
    summary: `The state is empty, but Keyplane knows ${objects} of this stack`,
    detail: [
      `The stack is "${stack}". An apply that was interrupted twice can leave an empty state. ` +
        'If you apply now, Terraform creates everything again, in addition to what exists.',
      whereItMayBe(files),
      `To list what exists, run: keyplane creations list --stack '${stack}'. If you discarded ` +
        'the state on purpose, apply: that deletes no existing object.',
    ].join('\n\n'),
  };
}

function whereItMayBe(files: StateOnDisk | undefined): string {
  if (files === undefined) {
    return 'Restore the last good version of the state in its backend, and plan again.';
  }
  const { state, backup, errored } = files;
  const kept = [errored, backup].find(({ resourceCount }) => resourceCount > 0);
  if (kept !== undefined) {
    return (
      `${kept.path} contains ${kept.resourceCount} of this provider's resources. Copy it to ` +
      `${state.path}, and plan again. Then import the objects that it does not contain.`
    );
  }
  return (
    `${state.path} is ${state.exists ? 'empty' : 'missing'}, and so is ${backup.path}. Restore ` +
    `the last good version of ${state.path}, and plan again.`
  );
}
