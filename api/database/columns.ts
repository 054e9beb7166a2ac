/** Instants are stored as milliseconds since the epoch: the same number in both databases. */
export function toDate(millis: number): Date;
export function toDate(millis: number | null): Date | null;
export function toDate(millis: number | null): Date | null {
  return millis === null ? null : new Date(Number(millis));
}

export function toMillis(date: Date): number;
export function toMillis(date: Date | null): number | null;
export function toMillis(date: Date | null): number | null {
  if (date === null) return null;
  const millis = date.getTime();
  // SQLite would store NaN as NULL, which means never.
  if (Number.isNaN(millis)) throw new RangeError('An invalid date must not be stored.');
  return millis;
}
