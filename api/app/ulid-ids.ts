import { randomInt } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import { KINDS } from '../domain/kinds';

const ENCODING_LENGTH = 32;

/** Rising within a process, so that what is made within one millisecond lists in order too. */
export function createUlidIds(clock: Clock): Ids {
  // Sixteen draws an ID: each of ulid's own is a system call, and Node keeps a supply for randomInt.
  const nextUlid = monotonicFactory(() => randomInt(ENCODING_LENGTH) / ENCODING_LENGTH);
  return {
    next: (kind) => `${KINDS[kind].prefix}_${nextUlid(clock.now().getTime()).toLowerCase()}`,
  };
}
