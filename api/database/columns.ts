/** Instants are stored as milliseconds since the epoch: the same number in both databases. */
export function toDate(millis: number): Date;
export function toDate(millis: number | null): Date | null;
export function toDate(millis: number | null): Date | null {
  return millis === null ? null : new Date(Number(millis));
}

export function toMillis(date: Date): number;
export function toMillis(date: Date | null): number | null;
export function toMillis(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}
