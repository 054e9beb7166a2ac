import type { Configuration } from './configuration';
import type { Misfortune } from './fault';
import { changeConfiguration, drawConfiguration } from './draw-configuration';
import { drawMisfortune } from './draw-misfortune';
import { createSeededRandom, type SeededRandom } from './seeded-random';

/** One run of terraform, and what goes wrong meanwhile. */
export interface Attempt {
  readonly parallelism: number;
  readonly misfortune: Misfortune;
}

/** A configuration that is applied under faults, then without any until nothing is left to do. */
export interface Stage {
  readonly configuration: Configuration;
  readonly attempts: readonly Attempt[];
}

export interface RunPlan {
  readonly stages: readonly Stage[];
  readonly destroy: readonly Attempt[];
}

/** The same for the same seed and number, whatever ran before. */
export function planRun(seed: number, number: number): RunPlan {
  const random = createSeededRandom('faults', seed, number);
  const first = drawConfiguration(random, `f${seed}-${number}`);
  const stages = [drawStage(random, first)];
  if (random.chance(0.75)) stages.push(drawStage(random, changeConfiguration(random, first)));
  return { stages, destroy: random.chance(0.4) ? [drawAttempt(random, first)] : [] };
}

function drawStage(random: SeededRandom, configuration: Configuration): Stage {
  const attempts = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () =>
    drawAttempt(random, configuration),
  );
  return { configuration, attempts };
}

function drawAttempt(random: SeededRandom, configuration: Configuration): Attempt {
  return {
    parallelism: random.pick([1, 2, 4, 10]),
    misfortune: drawMisfortune(random, sizeOf(configuration)),
  };
}

function sizeOf({ roles, accounts, serviceKeys, keys }: Configuration): number {
  return roles.length + accounts.length + serviceKeys.length + keys.length;
}
