import { monotonicFactory } from 'ulid';
import type { Clock } from './domain/clock';
import { ID_PREFIX, type Ids } from './domain/ids';

/** Rising within a process, so that what is made within one millisecond lists in order too. */
export function createUlidIds(clock: Clock): Ids {
  const nextUlid = monotonicFactory();
  return {
    next: (kind) => `${ID_PREFIX[kind]}_${nextUlid(clock.now().getTime()).toLowerCase()}`,
  };
}
