import { text as wholeOf } from 'node:stream/consumers';

/** The outside world of a command. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person is reading what is printed: secrets are printed to nobody else. */
  readonly isInteractive: boolean;
  print(text: string): void;
  /** As `print`, without a newline after it. */
  write(text: string): void;
  printError(text: string): void;
  /** All of standard input; `prompt` is for a person who would else wonder what it waits for. */
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
