import type { Unknown } from '../../terraform-plugin';
import { parsePeriodMs } from '../../definitions/period';

/** The overlap of a rotation that does not set one. */
export const DEFAULT_OVERLAP = '24h';

type Configured<T> = T | null | Unknown;

export type ConfiguredRotation = Configured<{
  readonly every: Configured<string>;
  readonly overlap: Configured<string>;
  readonly early_window: Configured<string>;
  readonly when_changed: Configured<Readonly<Record<string, string | Unknown>>>;
}>;

export interface RememberedRotation {
  readonly every: string | null;
  readonly overlap: string | null;
  readonly early_window: string | null;
  readonly when_changed: Readonly<Record<string, string>> | null;
}

/** When the period of a secret is over. Undefined without a period, or if it is not known yet. */
export function rotationDueAt(
  every: Configured<string>,
  secretCreatedAt: string | null,
): string | undefined {
  if (typeof every !== 'string' || secretCreatedAt === null) return undefined;
  const period = parsePeriodMs(every);
  if (period === undefined) return undefined;
  return new Date(Date.parse(secretCreatedAt) + period).toISOString();
}

export function isNearlyDue(
  rotation: { readonly every: Configured<string>; readonly early_window: Configured<string> },
  secretCreatedAt: string | null,
  at: Date,
): boolean {
  const dueAt = rotationDueAt(rotation.every, secretCreatedAt);
  const { early_window: early } = rotation;
  const earlyMs = typeof early === 'string' ? (parsePeriodMs(early) ?? 0) : 0;
  return dueAt !== undefined && Date.parse(dueAt) - earlyMs <= at.getTime();
}
