import type { Configuration } from './configuration';
import {
  changeConfiguration,
  drawConfiguration,
  raiseCopies,
  withCopies,
} from './draw-configuration';
import { drawMisfortune } from './draw-misfortune';
import { NO_MISFORTUNE, type Misfortune } from './fault';
import { layoutOf, type RunKind } from './run-kind';
import { createSeededRandom, type SeededRandom } from './seeded-random';

/** One run of terraform, and what goes wrong meanwhile. */
export interface Attempt {
  readonly parallelism: number;
  readonly misfortune: Misfortune;
}

/** A configuration that is applied to one state under faults. */
export interface Turn {
  /** The number of the state in the layout of the run. */
  readonly state: number;
  readonly configuration: Configuration;
  readonly attempts: readonly Attempt[];
}

/**
 * Applies under faults. After these, each state is applied without faults until nothing is left to
 * do.
 */
export interface Stage {
  readonly turns: readonly Turn[];
  /** Whether these applies run at the same time. Otherwise they run one after another. */
  readonly areAtOnce: boolean;
  /** What happens to a state afterwards, without Keyplane being told. */
  readonly loss: Loss | undefined;
}

/**
 * What is lost: the whole state, or one entry. The number is the entry's position, as a share of the list.
 */
export interface Loss {
  readonly state: number;
  readonly entryAt: number | 'all';
  /**
   * Whether the loss comes right after the first apply that succeeds. Until then, only that apply
   * itself has told Keyplane what it created: no refresh has named it, and nobody has used it.
   */
  readonly isFresh: boolean;
}

export interface RunPlan {
  readonly kind: RunKind;
  readonly stages: readonly Stage[];
  /** The destroy of the first state, with its faults. Then all states are destroyed without faults. */
  readonly destroy: readonly Attempt[];
}

const KIND_WEIGHTS: Readonly<Record<RunKind, number>> = {
  one_state: 3,
  two_states: 2,
  workspaces: 2,
  aliases: 2,
  lost_state: 3,
  two_machines: 2,
  equal_bodies: 2,
};

/** Returns the same plan for the same seed and number, whatever ran before. */
export function planRun(seed: number, number: number): RunPlan {
  const kind = createSeededRandom('kind', seed, number).weighted(KIND_WEIGHTS);
  const random = createSeededRandom('faults', seed, number);
  const first = shaped(random, kind, drawConfiguration(random, `f${seed}-${number}`));
  const stages = drawStages(random, kind, first);
  return { kind, stages, destroy: random.chance(0.4) ? [drawAttempt(random, first)] : [] };
}

function shaped(random: SeededRandom, kind: RunKind, drawn: Configuration): Configuration {
  if (kind === 'aliases') return { ...drawn, hasAlias: true };
  return kind === 'equal_bodies' ? withCopies(random, drawn) : drawn;
}

function drawStages(random: SeededRandom, kind: RunKind, first: Configuration): readonly Stage[] {
  const change = (configuration: Configuration) =>
    kind === 'equal_bodies' && random.chance(0.5)
      ? raiseCopies(configuration)
      : changeConfiguration(random, configuration);
  const states = layoutOf(kind).states.map((_, state) => state);
  if (states.length > 1) return drawShared(random, { kind, first, states, change });
  if (kind === 'lost_state') return drawLost(random, first, change);
  const stages = [drawAlone(random, first)];
  if (random.chance(0.75)) stages.push(drawAlone(random, change(first)));
  return stages;
}

interface SharedDraw {
  readonly kind: RunKind;
  readonly first: Configuration;
  readonly states: readonly number[];
  readonly change: (before: Configuration) => Configuration;
}

/** All states declare the same bodies; later one of them may change. */
function drawShared(random: SeededRandom, draw: SharedDraw): readonly Stage[] {
  const { kind, first, states, change } = draw;
  const areAtOnce = kind === 'two_machines';
  // At the same time, one machine is killed and the others are not.
  const victim = random.pick(states);
  const attemptsOf = (state: number, configuration: Configuration) => {
    if (!areAtOnce) return drawAttempts(random, configuration);
    return [drawAttempt(random, configuration, state === victim ? 'kill' : 'spare')];
  };
  const stageOf = (order: readonly number[], next: (state: number) => Configuration): Stage => ({
    turns: order.map((state) => {
      const configuration = next(state);
      return { state, configuration, attempts: attemptsOf(state, configuration) };
    }),
    areAtOnce,
    loss: undefined,
  });
  const beginning = stageOf(states, () => first);
  const loss = random.chance(0.25) ? drawLoss(random, random.pick(states)) : undefined;
  if (loss === undefined && random.chance(0.25)) return [beginning];
  const isChanged = () => loss === undefined && random.chance(0.6);
  const end = stageOf([...states].reverse(), () => (isChanged() ? change(first) : first));
  return [{ ...beginning, loss }, end];
}

function drawLost(
  random: SeededRandom,
  first: Configuration,
  change: (before: Configuration) => Configuration,
): readonly Stage[] {
  const beginning = { ...drawAlone(random, first), loss: drawLoss(random, 0) };
  const stages: Stage[] = [
    // Half of the applies that are lost finish immediately, without any fault.
    random.chance(0.5) ? beginning : withoutAttempts(beginning),
    drawAlone(random, first),
  ];
  if (random.chance(0.5)) stages.push(drawAlone(random, change(first)));
  return stages;
}

function drawLoss(random: SeededRandom, state: number): Loss {
  const isFresh = random.chance(0.6);
  const entryAt = random.chance(0.5) ? 'all' : random.whole(0, 99) / 100;
  return { state, entryAt, isFresh };
}

function drawAlone(random: SeededRandom, configuration: Configuration): Stage {
  const attempts = drawAttempts(random, configuration);
  return { turns: [{ state: 0, configuration, attempts }], areAtOnce: false, loss: undefined };
}

function withoutAttempts(stage: Stage): Stage {
  return { ...stage, turns: stage.turns.map((turn) => ({ ...turn, attempts: [] })) };
}

function drawAttempts(random: SeededRandom, configuration: Configuration): readonly Attempt[] {
  return Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () =>
    drawAttempt(random, configuration),
  );
}

function drawAttempt(
  random: SeededRandom,
  configuration: Configuration,
  lot: 'any' | 'kill' | 'spare' = 'any',
): Attempt {
  const parallelism = random.pick([1, 2, 4, 10]);
  if (lot === 'spare') return { parallelism, misfortune: NO_MISFORTUNE };
  let misfortune = drawMisfortune(random, sizeOf(configuration));
  while (lot === 'kill' && misfortune.kills.length === 0) {
    misfortune = drawMisfortune(random, sizeOf(configuration));
  }
  return { parallelism, misfortune };
}

function sizeOf({ roles, accounts, serviceKeys, keys, hasAlias }: Configuration): number {
  const copies = keys.reduce((sum, key) => sum + key.copies, 0);
  const size = roles.length + accounts.length + serviceKeys.length + copies;
  return hasAlias ? 2 * size : size;
}
