import { randomInt } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import { KINDS } from '../domain/kinds';

const ENCODING_LENGTH = 32;

/** IDs increase within a process, so that objects of the same millisecond are also listed in order. */
export function createUlidIds(clock: Clock): Ids {
  // Each ID takes sixteen random numbers. ulid itself makes a system call for each of them, but `randomInt`
  // draws from a buffer that Node keeps.
  const nextUlid = monotonicFactory(() => randomInt(ENCODING_LENGTH) / ENCODING_LENGTH);
  return {
    next: (kind) => `${KINDS[kind].prefix}_${nextUlid(clock.now().getTime()).toLowerCase()}`,
  };
}
