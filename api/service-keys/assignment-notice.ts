import type { Notice } from '../notifications/notices';
import type { AssignmentChange, ServiceKey } from './service-key';

/** The notice for each member whom a change assigns or unassigns (S3). */
export function assignmentNotices(
  { teamId, id, name }: Pick<ServiceKey, 'teamId' | 'id' | 'name'>,
  { assigned, unassigned }: AssignmentChange,
  /** How many personal tokens of each member the change has revoked. */
  revoked: ReadonlyMap<string, number>,
): readonly Notice[] {
  return [
    ...assigned.map((memberId) => ({
      teamId,
      memberId,
      subject: `You have been assigned to the service key "${name}"`,
      text:
        `You can now create personal tokens of the service key "${name}" (${id}) and call its ` +
        'services with them.',
    })),
    ...unassigned.map((memberId) => ({
      teamId,
      memberId,
      subject: `You are no longer assigned to the service key "${name}"`,
      text: consequence(`the service key "${name}" (${id})`, revoked.get(memberId) ?? 0),
    })),
  ];
}

function consequence(key: string, tokens: number): string {
  switch (tokens) {
    case 0:
      return (
        `You can no longer create personal tokens of ${key}. You had none, so nothing was ` +
        'revoked.'
      );
    case 1:
      return `Your personal token of ${key} has been revoked.`;
    default:
      return `Your ${tokens} personal tokens of ${key} have been revoked.`;
  }
}
