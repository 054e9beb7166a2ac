import type { Notice } from '../notifications/notices';
import type { AssignmentChange, ServiceKey } from './service-key';

/** What each member whom a change touches is told (S3). */
export function assignmentNotices(
  { teamId, id, name }: Pick<ServiceKey, 'teamId' | 'id' | 'name'>,
  { assigned, unassigned }: AssignmentChange,
): readonly Notice[] {
  return [
    ...assigned.map((memberId) => ({
      teamId,
      memberId,
      subject: `You are assigned to the service key "${name}"`,
      text: `You may now make personal tokens of the service key "${name}" (${id}) and call its services by them.`,
    })),
    ...unassigned.map((memberId) => ({
      teamId,
      memberId,
      subject: `You are no longer assigned to the service key "${name}"`,
      text: `Your personal tokens of the service key "${name}" (${id}) have been revoked.`,
    })),
  ];
}
