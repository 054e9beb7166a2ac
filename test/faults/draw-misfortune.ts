import type { Fault, FaultKind, Kill, Misfortune, Occasion } from './fault';
import type { SeededRandom } from './seeded-random';

const FAULT_WEIGHTS: Readonly<Record<FaultKind, number>> = {
  refuse: 1,
  drop: 2,
  'cut-request': 2,
  'hang-up': 2,
  delay: 2,
  late: 2,
  swallow: 4,
  'cut-answer': 3,
  throttle: 1,
};

/** Draws what goes wrong while this many resources are applied. */
export function drawMisfortune(random: SeededRandom, resources: number): Misfortune {
  const kills = random.chance(0.65) ? 1 + Number(random.chance(0.15)) : 0;
  // Something has to go wrong in every run.
  const faults = random.whole(kills === 0 ? 1 : 0, 6);
  return {
    faults: Array.from({ length: faults }, () => ({
      ...drawOccasion(random, resources),
      fault: drawFault(random),
    })),
    kills: Array.from({ length: kills }, () => ({
      ...drawOccasion(random, resources),
      kill: drawKill(random),
    })),
  };
}

function drawOccasion(random: SeededRandom, resources: number): Occasion {
  return random.chance(0.7)
    ? { among: 'writes', n: random.whole(1, resources) }
    : { among: 'requests', n: random.whole(1, 2 * resources) };
}

function drawFault(random: SeededRandom): Fault {
  const kind = random.weighted(FAULT_WEIGHTS);
  switch (kind) {
    case 'refuse':
      return { kind, forMs: random.whole(20, 1500) };
    case 'delay':
    case 'late':
      return { kind, byMs: random.whole(5, 800) };
    case 'cut-answer':
      return { kind, share: random.whole(0, 99) / 100 };
    case 'throttle':
      return { kind, bytes: random.whole(1, 40), everyMs: random.whole(1, 5) };
    default:
      return { kind };
  }
}

function drawKill(random: SeededRandom): Kill {
  return {
    victim: random.weighted({ terraform: 2, provider: 2, api: 2 }),
    moment: random.pick(['asked', 'answered']),
    afterMs: random.chance(0.6) ? 0 : random.whole(1, 60),
    downMs: random.whole(0, 1000),
  };
}
