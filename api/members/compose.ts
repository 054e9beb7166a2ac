import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import { guardInvitations, UNKNOWN_INVITATIONS } from './guarded-invitations';
import { createKnexMemberStore } from './member-store';
import { createMemberDirectory } from './member-directory';
import { createMemberEndpoints } from './member-routes';
import { createMemberService, type MemberServiceDependencies } from './member-service';
import { createTeamOwners } from './team-owners';

export function composeMembers(
  dependencies: SliceParts &
    Pick<MemberServiceDependencies, 'keys' | 'creations' | 'departures' | 'invitationPost'> & {
      readonly isSuspended: (teamId: string) => Promise<boolean>;
    },
) {
  const { database } = dependencies;
  const store = createKnexMemberStore(database);
  const shared = { ...dependencies, store, unitOfWork: database };
  const members = guardInvitations({
    ...shared,
    members: createMemberService(shared),
    throttle: createNetworkThrottle(UNKNOWN_INVITATIONS),
  });
  const objects: TeamObjects = store;
  return {
    endpoints: createMemberEndpoints(members),
    purge: [],
    objects: { member: objects },
    directory: createMemberDirectory({ store }),
    owners: createTeamOwners(shared),
    lookup: { find: (teamId: string, id: string) => store.find(teamId, id) },
  };
}
