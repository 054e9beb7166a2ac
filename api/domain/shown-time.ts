/** For a sentence: RFC 3339 in UTC, in whole seconds. The wire has milliseconds. */
export function shownTime(time: Date | null): string {
  return time === null ? 'an unknown time' : `${time.toISOString().slice(0, -5)}Z`;
}
