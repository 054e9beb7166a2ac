const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** No request is under way for longer: a greater distance is a clock that is wrong. */
const LONGEST_DELAY_MS = 600_000;

/**
 * Whether a run began before another, so that its request is a late one: the other has begun again
 * what it was cut off from. Runs are ordered by the time in their IDs (RFC 9562, section 5.7); of
 * IDs in any other form none is the earlier one.
 */
export function isEarlierRun(run: string, other: string): boolean {
  const [begun, otherBegun] = [beginningOf(run), beginningOf(other)];
  if (begun === undefined || otherBegun === undefined) return false;
  return begun < otherBegun && otherBegun - begun <= LONGEST_DELAY_MS;
}

function beginningOf(run: string): number | undefined {
  const [, high, low] = UUID_V7.exec(run) ?? [];
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16);
}
