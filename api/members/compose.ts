import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import type { People } from '../people/people';
import type { ApplicationKeyIssuer, KeyRevoker, WorkingKeys } from './application-key-ports';
import { createDomainJoining } from './domain-joining';
import { guardInvitations, UNKNOWN_INVITATIONS } from './guarded-invitations';
import { createInvitationAcceptance } from './invitation-acceptance';
import { createMemberClaims } from './member-claims';
import { createKnexMemberStore } from './member-store';
import { createMemberDirectory } from './member-directory';
import { createMemberEndpoints } from './member-routes';
import { createMemberService, type MemberServiceDependencies } from './member-service';
import { createTeamOwners } from './team-owners';

export function composeMembers(
  dependencies: SliceParts &
    Pick<MemberServiceDependencies, 'creations' | 'departures' | 'invitationPost'> & {
      readonly keys: ApplicationKeyIssuer & KeyRevoker & WorkingKeys;
      readonly people: People;
      readonly isSuspended: (teamId: string) => Promise<boolean>;
    },
) {
  const { database } = dependencies;
  const store = createKnexMemberStore(database);
  const shared = { ...dependencies, store, unitOfWork: database };
  const members = guardInvitations({
    ...shared,
    members: createMemberService({ ...shared, accept: createInvitationAcceptance(shared) }),
    throttle: createNetworkThrottle(UNKNOWN_INVITATIONS),
  });
  const claims = createMemberClaims(shared);
  const objects: TeamObjects = store;
  return {
    endpoints: createMemberEndpoints(members),
    purge: [],
    objects: { member: objects },
    directory: createMemberDirectory({ store }),
    owners: createTeamOwners(shared),
    claims,
    joining: createDomainJoining({ ...shared, claims }),
    /** For the sign-in, which begins a session with it. */
    accept: members.accept,
    lookup: { find: (teamId: string, id: string) => store.find(teamId, id) },
  };
}
