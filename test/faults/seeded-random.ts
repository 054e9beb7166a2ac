import { createHash } from 'node:crypto';

/** Repeatable random numbers: the same seeds draw the same values in the same order. */
export interface SeededRandom {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError if there is nothing to choose from */
  pick<T>(values: readonly T[]): T;
  /** Each choice with its weight. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
}

export function createSeededRandom(...seeds: readonly (string | number)[]): SeededRandom {
  const next = sfc32(createHash('sha256').update(JSON.stringify(seeds)).digest());
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    chance: (probability) => next() < probability,
    pick(values) {
      const value = values[whole(0, values.length - 1)];
      if (value === undefined) throw new RangeError('There is nothing to choose from.');
      return value;
    },
    weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
      const choices = Object.entries<number>(weights) as [T, number][];
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      const found = choices.find(([, weight]) => (left -= weight) < 0);
      if (found === undefined) throw new RangeError('There is nothing to choose from.');
      return found[0];
    },
  };
}

/** Chris Doty-Humphrey's small fast counter, of PractRand: 32 bits a draw, as a number in [0, 1). */
function sfc32(seed: Buffer): () => number {
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => seed.readInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + drawn;
    return (drawn >>> 0) / 2 ** 32;
  };
}
