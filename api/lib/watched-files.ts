import { stat } from 'node:fs/promises';
import { startRecurring, type Recurring } from './recurring';

/**
 * Calls `changed` when a file was changed, replaced, or removed and made again, and has then stayed
 * unchanged for one interval, because replacing two files takes a moment. It polls, because file system
 * events do not report replaced links, or changes on network file systems, on every platform.
 */
export function watchFiles(dependencies: {
  readonly files: readonly string[];
  readonly everyMillis: number;
  readonly changed: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}): Recurring {
  const { files, everyMillis, changed, onError } = dependencies;
  let known: string | undefined;
  let last: string | undefined;

  return startRecurring({
    everyMillis,
    onError,
    atOnce: true,
    async run() {
      const before = last;
      last = await stateOf(files);
      known ??= last;
      if (last === known || last !== before) return;
      known = last;
      await changed();
    },
  });
}

async function stateOf(files: readonly string[]): Promise<string> {
  const states = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined);
    return found && [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(':');
  });
  return (await Promise.all(states)).join('|');
}
