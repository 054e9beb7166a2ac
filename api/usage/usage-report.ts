/** A service or member who had a key verified, or the address where a key was used directly. */
export interface UsageCaller {
  readonly kind: 'service' | 'address';
  readonly id: string;
  /** Name of a service; `null` if it no longer exists, or may not be shown. */
  readonly name: string | null;
  readonly uses: number;
  readonly lastUsedAt: Date;
}

export interface UsageReport {
  readonly id: string;
  /** The last use at any time, even before the period. */
  readonly lastUsedAt: Date | null;
  readonly uses: number;
  readonly keysUsed: number;
  /** At most `MAX_SHOWN_CALLERS`, most uses first. */
  readonly callers: readonly UsageCaller[];
  /** The minimum number of further callers, who were counted together. */
  readonly otherCallers: number;
  readonly superseded: boolean;
}

export const MAX_SHOWN_CALLERS = 10;

/** The current state of a target that the caller may see. */
export interface FoundTarget {
  readonly id: string;
  readonly superseded: boolean;
}

export interface UsageTotal {
  readonly targetId: string;
  readonly lastUsedAt: Date | null;
  readonly keysUsed: number;
}

export interface CallerSum {
  /** `other` stands for all callers after the first ones of a day. It is always the last. */
  readonly caller: { readonly kind: 'service' | 'address' | 'other'; readonly id: string };
  readonly uses: number;
  readonly lastUsedAt: Date;
}

/** One of the first callers, with the totals of all callers of its target. */
export interface CallerTotal extends CallerSum {
  readonly targetId: string;
  readonly allUses: number;
  readonly allCallers: number;
}

export function composeReports(read: {
  readonly ids: readonly string[];
  readonly targets: readonly FoundTarget[];
  readonly totals: readonly UsageTotal[];
  readonly callers: readonly CallerTotal[];
  readonly names: ReadonlyMap<string, string>;
}): UsageReport[] {
  const targets = new Map(read.targets.map((target) => [target.id, target]));
  const totals = new Map(read.totals.map((total) => [total.targetId, total]));
  const callers = byTarget(read.callers);
  return [...new Set(read.ids)].flatMap((id) => {
    const target = targets.get(id);
    if (target === undefined) return [];
    const total = totals.get(id);
    const counted = callers.get(id) ?? [];
    const shown = firstCallers(counted, read.names);
    return {
      id,
      lastUsedAt: total?.lastUsedAt ?? null,
      uses: counted[0]?.allUses ?? 0,
      keysUsed: total?.keysUsed ?? 0,
      callers: shown,
      otherCallers: (counted[0]?.allCallers ?? 0) - shown.length,
      superseded: target.superseded,
    };
  });
}

/** Those that are shown by name: the first ones, without those that were counted together. */
export function firstCallers(
  sums: readonly CallerSum[],
  names: ReadonlyMap<string, string>,
): UsageCaller[] {
  return sums.slice(0, MAX_SHOWN_CALLERS).flatMap((sum) => shownCaller(sum, names));
}

function byTarget(callers: readonly CallerTotal[]): ReadonlyMap<string, CallerTotal[]> {
  const grouped = new Map<string, CallerTotal[]>();
  for (const caller of callers) {
    const group = grouped.get(caller.targetId) ?? [];
    grouped.set(caller.targetId, [...group, caller]);
  }
  return grouped;
}

function shownCaller(
  { caller: { kind, id }, uses, lastUsedAt }: CallerSum,
  names: ReadonlyMap<string, string>,
): UsageCaller[] {
  if (kind === 'other') return [];
  const name = kind === 'service' ? (names.get(id) ?? null) : null;
  return [{ kind, id, name, uses, lastUsedAt }];
}
