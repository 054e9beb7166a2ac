/** The comparison ignores `W/` (RFC 9110, section 13.1.2). */
export function isNamedIn(etag: string, ifNoneMatch: string | undefined): boolean {
  const given = ifNoneMatch?.trim();
  if (given === undefined) return false;
  return given === '*' || given.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}
