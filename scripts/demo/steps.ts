/** A step that was not as it should be; the message says what was expected and what was seen. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';

  constructor(
    message: string,
    readonly output = '',
  ) {
    super(message);
  }
}

export interface Steps {
  /** Runs one step, prints its name, what it found and how long it took. */
  run<T>(name: string, act: () => Promise<Outcome<T>>): Promise<T>;
  printSummary(): void;
}

export interface Outcome<T> {
  /** What the step found, in a few words. */
  readonly seen: string;
  readonly value: T;
}

export function createSteps(print: (line: string) => void): Steps {
  const done: { name: string; seconds: number }[] = [];
  return {
    async run(name, act) {
      const start = performance.now();
      const { seen, value } = await act();
      const seconds = (performance.now() - start) / 1000;
      done.push({ name, seconds });
      const [first = '', ...more] = seen.split('\n');
      print(`  ✓ ${name.padEnd(22)} ${first}`);
      for (const line of more) print(`    ${' '.repeat(22)} ${line}`);
      return value;
    },
    printSummary() {
      const total = done.reduce((sum, step) => sum + step.seconds, 0);
      print('');
      for (const { name, seconds } of done) print(`  ${name.padEnd(24)} ${format(seconds)}`);
      print(`  ${`${done.length} steps, all well`.padEnd(24)} ${format(total)}`);
    },
  };
}

function format(seconds: number): string {
  return `${seconds.toFixed(2).padStart(6)} s`;
}

/** @throws StepFailure if the condition does not hold */
export function expectThat(condition: boolean, message: string, output = ''): asserts condition {
  if (!condition) throw new StepFailure(message, output);
}
