/** The place of a sealed invitation: it opens nowhere else. */
export function sealedFor(memberId: string): string {
  return `mails/invitation/${memberId}`;
}
