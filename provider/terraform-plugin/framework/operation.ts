import {
  type DiagnosticCollector,
  DiagnosticError,
  type DiagnosticText,
  formatPath,
} from './diagnostics';
import { errorChain } from './error-chain';
import type { Logger } from './logger';
import { ModelFault } from './model-conversion';
import type { Inconsistency } from './reconcile';

export interface Operation {
  /** A phrase for messages, such as `creating notes_note`. */
  readonly doing: string;
  readonly timeoutMs: number;
  /** The attribute with which the user sets another timeout, such as `timeouts.create`. */
  readonly timeoutAttribute?: string;
  readonly signal: AbortSignal;
  readonly diagnostics: DiagnosticCollector;
  readonly logger: Logger;
  /**
   * How long a handler may continue after its signal aborted, before the operation stops waiting
   * for it.
   */
  readonly abortGraceMs: number;
}

/**
 * Runs a handler until its end or its deadline. A failure is reported as a diagnostic, and the
 * result is undefined.
 */
export async function runOperation<T>(
  operation: Operation,
  run: (signal: AbortSignal) => T | Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  const startedAt = performance.now();
  try {
    const value = await runUntilDeadline(operation, run);
    operation.logger.trace(`Done ${operation.doing}`, {
      duration_ms: Math.round(performance.now() - startedAt),
    });
    return { value };
  } catch (error) {
    report(error, operation);
    return undefined;
  }
}

class TimedOut extends Error {}
class Interrupted extends Error {}

async function runUntilDeadline<T>(
  { signal, timeoutMs, abortGraceMs }: Operation,
  run: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let giveUp: (error: Error) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  let graceTimer: NodeJS.Timeout | undefined;
  const abort = (reason: Error): void => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    graceTimer = setTimeout(() => giveUp(reason), abortGraceMs);
  };
  const onInterrupt = (): void => abort(new Interrupted('interrupted', { cause: signal.reason }));
  const deadline = setTimeout(
    () => abort(new TimedOut('timed out')),
    Math.min(timeoutMs, LONGEST_TIMER_MS),
  );
  signal.addEventListener('abort', onInterrupt, { once: true });
  if (signal.aborted) onInterrupt();
  try {
    return await Promise.race([callAsync(run, controller.signal), givenUp]);
  } catch (error) {
    // Whatever an aborted handler throws, the abort is the reason; its own error says how it ended.
    const reason: unknown = controller.signal.reason;
    if (reason instanceof TimedOut || reason instanceof Interrupted) {
      if (reason !== error) reason.cause = error;
      throw reason;
    }
    throw error;
  } finally {
    clearTimeout(deadline);
    clearTimeout(graceTimer);
    signal.removeEventListener('abort', onInterrupt);
  }
}

/** Node fires a timer at once if its delay has more than 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

async function callAsync<T>(
  run: (signal: AbortSignal) => T | Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  return run(signal);
}

function report(error: unknown, operation: Operation): void {
  const { doing, diagnostics, logger } = operation;
  if (error instanceof TimedOut) {
    const remedy =
      operation.timeoutAttribute === undefined
        ? 'Check that the service answers, and try again.'
        : `Check that the service answers, or raise \`${operation.timeoutAttribute}\`.`;
    diagnostics.error({
      summary: `Timed out ${doing}`,
      detail: `It did not finish within ${operation.timeoutMs / 1000} seconds. ${remedy}`,
    });
    logger.warn(`Timed out ${doing}`, { error: explain(error) });
  } else if (error instanceof Interrupted) {
    diagnostics.error({
      summary: `Interrupted ${doing}`,
      detail:
        'Terraform was asked to stop. The state has everything that the service confirmed in time. ' +
        'Apply again to complete the operation.',
    });
    logger.info(`Interrupted ${doing}`, { error: explain(error) });
  } else if (error instanceof DiagnosticError) {
    diagnostics.error(error.text);
    if (error.cause !== undefined) logger.debug(error.text.summary, { error: explain(error) });
  } else if (error instanceof ModelFault) {
    diagnostics.error(providerFault(doing, `\`${formatPath(error.path)}\` ${error.message}`));
  } else {
    diagnostics.error(unexpectedError(doing));
    logger.error(`Unexpected error ${doing}`, { error: explain(error) });
  }
}

/** Says nothing about the cause, which may contain a secret. The cause is in the log. */
export function unexpectedError(doing: string): DiagnosticText {
  return {
    summary: `Unexpected error ${doing}`,
    detail:
      'The provider failed unexpectedly. Run again with TF_LOG=error to see the cause, and ' +
      'report it to the developers of the provider.',
  };
}

/** Reports what only the developers of the provider can fix. */
export function providerFault(doing: string, what: string): DiagnosticText {
  return {
    summary: `Fault in the provider ${doing}`,
    detail: `${what}. Please report this to the developers of the provider.`,
  };
}

/** Reports each inconsistency as an error on its attribute. */
export function reportInconsistencies(
  inconsistencies: readonly Inconsistency[],
  doing: string,
  diagnostics: DiagnosticCollector,
): void {
  for (const { path, what } of inconsistencies) {
    diagnostics.error({
      ...providerFault(doing, `\`${formatPath(path)}\` ${what}`),
      attribute: path,
    });
  }
}

/** The stack of the error and the stacks of its causes; for logs only. */
export function explain(error: unknown): string {
  return errorChain(error)
    .map((at) => (at instanceof Error ? (at.stack ?? at.message) : String(at)))
    .join('\ncaused by: ');
}
