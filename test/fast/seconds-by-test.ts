import path from 'node:path';
import type { TestSeconds } from './run-plan';

/** What Jest writes with `--json`. */
export interface JestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly duration?: number | null;
    }[];
  }[];
}

/** Files that take less than this are not worth a line. */
const LEAST_SECONDS = 2;

/** The seconds that each test file took, alone or within a shard. */
export function secondsByTest(root: string, { testResults }: JestResults): TestSeconds {
  const millis = new Map<string, number>();
  const add = (file: string, more: number) => millis.set(file, (millis.get(file) ?? 0) + more);
  for (const { name, startTime, endTime, assertionResults } of testResults) {
    if (name.endsWith('.test.ts')) add(path.relative(root, name), endTime - startTime);
    else
      for (const { ancestorTitles, duration } of assertionResults)
        add(ancestorTitles[0] ?? name, duration ?? 0);
  }
  const seconds = [...millis].map(([file, sum]) => [file, Math.round(sum / 1000)] as const);
  return Object.fromEntries(
    seconds.filter(([, sum]) => sum >= LEAST_SECONDS).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
