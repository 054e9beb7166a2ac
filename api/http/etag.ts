export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * RFC 9110 §13.1.1. `undefined`: no condition. A tag that no version of ours can have never
 * matches, so the update is refused rather than done blindly.
 */
export function expectedVersionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const match = /^"(\d{1,9})"$/.exec(ifMatch.trim());
  return match === null ? -1 : Number(match[1]);
}
