import { runProgram } from './cli/program';
import { processTerminal } from './cli/terminal';

// Files that Keyplane writes, such as databases, logs and keys, must not be readable for other users.
process.umask(0o077);

// The reader of the output may have closed the pipe. That is not a reason to stop serving.
process.stdout.on('error', ignoreBrokenPipe);
process.stderr.on('error', ignoreBrokenPipe);

void runProgram(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exit(exitCode);
});

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
