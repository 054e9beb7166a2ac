import { runProgram } from './cli/program';
import { processTerminal } from './cli/terminal';

// Nobody else may read what Keyplane writes, such as a database, its logs and keys.
process.umask(0o077);

// The reader of our output may have gone; that is no reason to stop serving.
process.stdout.on('error', ignoreBrokenPipe);
process.stderr.on('error', ignoreBrokenPipe);

void runProgram(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exit(exitCode);
});

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
