import { watchFiles } from '../lib/watched-files';
import type { Log } from '../operations/log';
import { CommandFailure } from './exit-code';

const WATCH_MILLIS = 1000;

/** Something that is read from files again while the server runs. */
export interface Reloadable<T> {
  readonly read: () => Promise<T>;
  /** The log mentions a content only if this differs from that of the content before. */
  readonly identityOf: (content: T) => string;
  readonly use: (content: T) => void;
  /** What stays in use if it cannot be read, such as `the certificate`. */
  readonly kept: string;
  readonly log: Log;
}

/** Reads on SIGHUP and when a file has changed. If that fails, what was read before stays in use. */
export function reloadFiles<T>(reloadable: Reloadable<T> & { readonly files: readonly string[] }) {
  const { files, kept, log } = reloadable;
  const reload = createReload(reloadable);
  const onSignal = () => void reload('signal');
  process.on('SIGHUP', onSignal);
  const watching = watchFiles({
    files,
    everyMillis: WATCH_MILLIS,
    changed: () => reload('change'),
    onError: (error) => log.error({ err: error }, `the files of ${kept} cannot be watched`),
  });
  return {
    async close() {
      process.off('SIGHUP', onSignal);
      await watching.close();
    },
  };
}

/**
 * Reads and uses the content. After a signal, the watch of the files notices the same change once more,
 * and nothing is logged then.
 */
export function createReload<T>({ read, identityOf, use, kept, log }: Reloadable<T>) {
  /** What was read last, or why it was not used. */
  let last: string | undefined;
  const isRepeated = (because: 'signal' | 'change', outcome: string) => {
    const repeated = because === 'change' && outcome === last;
    last = outcome;
    return repeated;
  };

  return async (because: 'signal' | 'change'): Promise<void> => {
    try {
      const content = await read();
      if (!isRepeated(because, identityOf(content))) use(content);
    } catch (error) {
      const reason = error instanceof CommandFailure ? error.message : undefined;
      if (isRepeated(because, reason ?? String(error))) return;
      log.error({ reason, ...(!reason && { err: error }) }, `kept ${kept} in use`);
    }
  };
}
