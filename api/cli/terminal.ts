import { text as wholeOf } from 'node:stream/consumers';

/** Everything that a command reads and writes outside of the database. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person reads what is printed. Secrets are printed to nobody else. */
  readonly isInteractive: boolean;
  print(text: string): void;
  /** Like `print`, but without a newline after it. */
  write(text: string): void;
  printError(text: string): void;
  /** Reads all of standard input. `prompt` tells a person at a terminal what the command waits for. */
  readInput(prompt: string): Promise<string>;
}

export function processTerminal(): Terminal {
  return {
    environment: process.env,
    isInteractive: process.stdout.isTTY,
    print: (text) => void process.stdout.write(`${text}\n`),
    write: (text) => void process.stdout.write(text),
    printError: (text) => void process.stderr.write(`${text}\n`),
    readInput(prompt) {
      if (process.stdin.isTTY) process.stderr.write(`${prompt}\n`);
      return wholeOf(process.stdin);
    },
  };
}
