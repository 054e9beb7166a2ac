/** After so long nobody will come back for what was created or rotated: it counts as confirmed. */
export const UNCONFIRMED_HOURS = 24;

/** What was made before then is no twin of anything. */
export function unconfirmedSince(now: Date): Date {
  return new Date(now.getTime() - UNCONFIRMED_HOURS * 3_600_000);
}
