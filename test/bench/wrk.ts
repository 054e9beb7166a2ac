import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ALL_OF_A_CORE, type LoadProcess, startLoadProcess } from './load-process';
import { CONNECTIONS } from './load-target';
import { newFolder, removeFolder } from './temporary-folder';
import { parseWrkOutput, wrkScript } from './wrk-script';

/** How long every answer is checked before wrk, which checks none, loads the same server. */
const CHECKED_SECONDS = 0.5;

/** The generator that costs least: wrk if it is installed, otherwise the bench's own. */
export function startFastestLoad(searched = process.env['PATH'] ?? ''): LoadProcess {
  const wrk = findWrk(searched);
  if (wrk !== undefined) return startWrk(wrk);
  console.error(
    'wrk is not on the PATH, so the generator of the bench loads the servers. It may be the limit ' +
      'of the faster one (`apt-get install wrk`).',
  );
  return startLoadProcess();
}

export function findWrk(searched: string): string | undefined {
  return searched
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, 'wrk'))
    .find((file) => existsSync(file));
}

/** wrk sees refused connections and statuses, not what an answer says. So the answers are checked before. */
export function startWrk(executable: string): LoadProcess {
  const checking = startLoadProcess();
  const checked = new Set<string>();
  return {
    generator: 'wrk',
    async run(target, seconds) {
      const { port, requests, markers } = target;
      if (requests.kind !== 'prepared') throw new Error('wrk draws only from prepared requests.');
      const [first = ''] = requests.texts;
      const identity = `${port} ${first}`;
      if (!checked.has(identity)) {
        await checking.run({ port, requests, markers }, CHECKED_SECONDS);
        checked.add(identity);
      }
      const folder = await newFolder();
      try {
        const script = path.join(folder, 'requests.lua');
        await writeFile(script, wrkScript(requests.texts));
        // wrk takes whole seconds only.
        const duration = `${Math.max(1, Math.round(seconds))}s`;
        const args = ['-t1', `-c${CONNECTIONS}`, `-d${duration}`, '-s', script];
        const { stdout } = await promisify(execFile)(executable, [
          ...args,
          `http://127.0.0.1:${port}/`,
        ]);
        const result = parseWrkOutput(stdout);
        if (result.generatorBusy > ALL_OF_A_CORE) console.error('wrk was the limit of a round.');
        return result;
      } finally {
        await removeFolder(folder);
      }
    },
    stop: () => checking.stop(),
  };
}
