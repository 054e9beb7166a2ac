/** The outside world of a command. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person is reading what is printed: secrets are printed to nobody else. */
  readonly isInteractive: boolean;
  print(text: string): void;
  printError(text: string): void;
}

export function processTerminal(): Terminal {
  return {
    environment: process.env,
    isInteractive: process.stdout.isTTY,
    print: (text) => void process.stdout.write(`${text}\n`),
    printError: (text) => void process.stderr.write(`${text}\n`),
  };
}
