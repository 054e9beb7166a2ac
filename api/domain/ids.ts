import { monotonicFactory } from 'ulid';
import type { Clock } from './clock';

const PREFIX = {
  team: 'team',
  member: 'mem',
  role: 'role',
  serviceAccount: 'sa',
  applicationKey: 'ak',
  serviceAccountKey: 'sak',
  auditEvent: 'evt',
  operator: 'op',
} as const;

export type IdKind = keyof typeof PREFIX;

/** Identifiers that sort by creation: `<prefix>_<ULID in lower case>`; lists page by them. */
export interface Ids {
  next(kind: IdKind): string;
}

export function createIds(clock: Clock): Ids {
  const nextUlid = monotonicFactory();
  return { next: (kind) => `${PREFIX[kind]}_${nextUlid(clock.now().getTime()).toLowerCase()}` };
}
