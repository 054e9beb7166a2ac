import { randomInt } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import { KINDS } from '../domain/kinds';

const ENCODING_LENGTH = 32;

/** Increasing within a process, so that objects of the same millisecond are listed in order too. */
export function createUlidIds(clock: Clock): Ids {
  // Sixteen draws for each ID. ulid's own draws are system calls, but Node keeps a supply for randomInt.
  const nextUlid = monotonicFactory(() => randomInt(ENCODING_LENGTH) / ENCODING_LENGTH);
  return {
    next: (kind) => `${KINDS[kind].prefix}_${nextUlid(clock.now().getTime()).toLowerCase()}`,
  };
}
