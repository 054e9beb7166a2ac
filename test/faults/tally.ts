import type { FaultRunOutcome } from './fault-run';
import { VICTIMS, type FaultKind, type Victim } from './fault';
import type { RunKind } from './run-kind';

/** The counts over all runs. */
export interface Tally {
  add(number: number, outcome: FaultRunOutcome): void;
  readonly runs: number;
  readonly failed: readonly number[];
  lines(): readonly string[];
}

export function createTally(seed: number): Tally {
  const faults = new Map<FaultKind, number>();
  const kills = new Map<Victim, number>(VICTIMS.map((victim) => [victim, 0]));
  const failures = new Map<number, FaultRunOutcome>();
  const kinds = new Map<RunKind, number>();
  const sums = {
    runs: 0,
    terraform: 0,
    requests: 0,
    creates: 0,
    rotations: 0,
    torn: 0,
    repairs: 0,
    orphans: 0,
    missing: 0,
    duplicates: 0,
    ended: 0,
    kept: 0,
    refusals: 0,
  };

  return {
    get runs() {
      return sums.runs;
    },
    get failed() {
      return [...failures.keys()];
    },
    add(number, outcome) {
      sums.runs += 1;
      kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
      sums.ended += outcome.ended.length;
      sums.kept += outcome.kept.length;
      sums.refusals += outcome.refusals;
      sums.terraform += outcome.counts.length;
      sums.repairs += outcome.repairs;
      sums.torn += outcome.tornStates;
      sums.orphans += outcome.orphans.length;
      sums.missing += outcome.missing.length;
      sums.duplicates += outcome.duplicates.length;
      for (const counts of outcome.counts) {
        sums.requests += counts.requests;
        sums.creates += counts.creates;
        sums.rotations += counts.rotations;
        addAll(faults, counts.faults);
        addAll(kills, counts.kills);
      }
      if (outcome.problems.length > 0) failures.set(number, outcome);
    },
    lines: () => [
      `runs        ${sums.runs}: ${sums.terraform} terraforms under faults`,
      `kinds       ${listed(kinds)}`,
      `requests    ${sums.requests}: ${sums.creates} creates and ${sums.rotations} rotations, repeats included`,
      `faults      ${listed(faults)}`,
      `kills       ${listed(kills)}${sums.torn === 0 ? '' : `; state files torn: ${sums.torn}`}`,
      `converged   ${sums.runs - failures.size}; second applies that were needed: ${sums.repairs}`,
      `ended       ${sums.ended} recorded objects`,
      `kept        ${sums.kept} recorded objects that no state holds now; creates refused for them: ${sums.refusals}`,
      `orphans     ${sums.orphans}`,
      `missing     ${sums.missing}`,
      `duplicates  ${sums.duplicates}`,
      `failed      ${failures.size}`,
      ...[...failures].flatMap(([number, outcome]) => describeFailure(seed, number, outcome)),
    ],
  };
}

export function describeFailure(
  seed: number,
  number: number,
  { kind, problems, folders }: FaultRunOutcome,
): string[] {
  return [
    `--seed ${seed} --only ${number}, ${kind}${folders.length === 0 ? '' : ` (kept in ${folders.join(', ')})`}`,
    ...problems.map((problem) => `    ${problem.replaceAll('\n', '\n    ')}`),
  ];
}

function addAll<K extends string>(
  sums: Map<K, number>,
  more: Readonly<Partial<Record<K, number>>>,
) {
  for (const [key, count] of Object.entries<number | undefined>(more) as [K, number][]) {
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
}
