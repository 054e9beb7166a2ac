import { watchFiles } from '../lib/watched-files';
import type { Log } from '../operations/log';
import { CommandFailure } from './exit-code';

const WATCH_MILLIS = 1000;

/**
 * Calls `reload` on SIGHUP and when a file has changed. If `reload` fails, what was read before stays in
 * use.
 * @param kept what stays in use, such as `the certificate`
 */
export function reloadFiles(dependencies: {
  readonly files: readonly string[];
  readonly reload: () => Promise<void>;
  readonly kept: string;
  readonly log: Log;
}) {
  const { files, reload, kept, log } = dependencies;
  const reloadOrKeep = async (): Promise<void> => {
    try {
      await reload();
    } catch (error) {
      const reason = error instanceof CommandFailure ? error.message : undefined;
      log.error({ reason, ...(!reason && { err: error }) }, `kept ${kept} in use`);
    }
  };
  const onSignal = () => void reloadOrKeep();
  process.on('SIGHUP', onSignal);
  const watching = watchFiles({
    files,
    everyMillis: WATCH_MILLIS,
    changed: reloadOrKeep,
    onError: (error) => log.error({ err: error }, `the files of ${kept} cannot be watched`),
  });
  return {
    async close() {
      process.off('SIGHUP', onSignal);
      await watching.close();
    },
  };
}
