import type { Usage, UsageCaller } from '../../client';

/** The combined usage of several keys, reported as the usage of the object that they belong to. */
export function mergedUsage(id: string, usages: readonly Usage[]): Usage {
  const sum = (count: (usage: Usage) => number) =>
    usages.reduce((total, usage) => total + count(usage), 0);
  return {
    id,
    last_used_at: latest(usages.map((usage) => usage.last_used_at)),
    uses: sum(({ uses }) => uses),
    keys_used: sum(({ keys_used }) => keys_used),
    callers: mergedCallers(usages.flatMap(({ callers }) => callers)),
    other_callers: sum(({ other_callers }) => other_callers),
    superseded: false,
  };
}

/** Most used first. */
function mergedCallers(callers: readonly UsageCaller[]): readonly UsageCaller[] {
  const merged = new Map<string, UsageCaller>();
  for (const caller of callers) {
    const key = `${caller.kind} ${caller.id}`;
    const known = merged.get(key);
    merged.set(key, {
      ...caller,
      uses: caller.uses + (known?.uses ?? 0),
      last_used_at:
        latest([caller.last_used_at, known?.last_used_at ?? null]) ?? caller.last_used_at,
    });
  }
  return [...merged.values()].sort((a, b) => b.uses - a.uses);
}

function latest(times: readonly (string | null)[]): string | null {
  const known = times.filter((time) => time !== null);
  return known.reduce<string | null>(
    (last, time) => (last === null || Date.parse(time) > Date.parse(last) ? time : last),
    null,
  );
}
