import type { AuditTrail } from '../domain/audit-trail';
import type { MemberDeparture } from '../members/member-directory';
import { groupSnapshot } from './group';
import type { GroupStore } from './group-store';

/** A member who leaves the team leaves its groups. */
export function createGroupMemberships(dependencies: {
  readonly store: GroupStore;
  readonly audit: AuditTrail;
}): MemberDeparture {
  const { store, audit } = dependencies;
  return {
    async memberLeft(caller, { id: memberId, teamId }) {
      const ids = await store.idsOfMember(teamId, memberId);
      for (const group of await store.findForUpdate(teamId, ids)) {
        const memberIds = group.memberIds.filter((id) => id !== memberId);
        await store.update(group.id, { memberIds });
        await audit.record(caller, {
          action: 'group.updated',
          target: { kind: 'group', id: group.id, teamId },
          before: groupSnapshot(group),
          after: groupSnapshot({ ...group, memberIds }),
        });
      }
    },
  };
}
