import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import { createGroupMemberships } from './group-memberships';
import { createGroupEndpoints } from './group-routes';
import { createGroupService, type GroupServiceDependencies } from './group-service';
import { createKnexGroupStore } from './group-store';
import type { AlertTopic } from './group';

export function composeGroups(
  dependencies: SliceParts & Pick<GroupServiceDependencies, 'members' | 'creations'>,
) {
  const { database } = dependencies;
  const store = createKnexGroupStore(database);
  const shared = { ...dependencies, store, unitOfWork: database };
  const objects: TeamObjects = store;
  return {
    endpoints: createGroupEndpoints(createGroupService(shared)),
    purge: [],
    objects: { group: objects },
    departure: createGroupMemberships(shared),
    subscriptions: {
      subscriberIds: (teamId: string, topic: AlertTopic) => store.subscriberIds(teamId, topic),
    },
  };
}
