import { version } from '../../provider/package.json';
import { runCampaign } from './fault-campaign';
import { parseFaultOptions, USAGE, type FaultOptions } from './fault-options';
import { createTally, describeFailure } from './tally';

const EXIT_INTERRUPTED = 130;
const PROGRESS_EVERY = 25;

async function main(options: FaultOptions): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort(new Error('Interrupted'));
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

  const { seed, verbose } = options;
  const tally = createTally(seed);
  try {
    await runCampaign({
      ...options,
      providerVersion: version,
      signal: interrupt.signal,
      note: (number, line) => {
        if (verbose) console.log(`${number}: ${line}`);
      },
      onOutcome(number, outcome) {
        tally.add(number, outcome);
        const hasFailed = outcome.problems.length > 0;
        if (hasFailed) console.error(describeFailure(seed, number, outcome).join('\n'));
        else if (verbose) console.log(`${number}: ${outcome.kind} converged`);
        if (tally.runs % PROGRESS_EVERY === 0) {
          console.error(
            `${tally.runs} of ${options.numbers.length}, ${tally.failed.length} failed`,
          );
        }
      },
    });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    console.error(`Interrupted after ${tally.runs} of ${options.numbers.length} runs.`);
    process.exitCode = EXIT_INTERRUPTED;
  }
  console.log(tally.lines().join('\n'));
  if (tally.failed.length > 0) process.exitCode = 1;
}

function optionsOf(args: readonly string[]): FaultOptions | undefined {
  try {
    return parseFaultOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

const options = optionsOf(process.argv.slice(2));
if (options !== undefined) {
  main(options).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
