/** The place to which a sealed invitation is bound. It cannot be opened anywhere else. */
export function sealedFor(memberId: string): string {
  return `mails/invitation/${memberId}`;
}
