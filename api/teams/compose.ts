import type { SliceParts } from '../http/slice';
import { createKnexTeamStore } from './team-store';
import { createTeamDirectory } from './team-directory';
import { createTeamPolicyEndpoints } from './team-policy-routes';
import { createTeamPolicyService } from './team-policy-service';
import { createTeamEndpoints } from './team-routes';
import { createTeamService, type TeamServiceDependencies } from './team-service';

export function composeTeams(
  dependencies: SliceParts & Pick<TeamServiceDependencies, 'owners' | 'foundings' | 'suspensions'>,
) {
  const { database } = dependencies;
  const store = createKnexTeamStore(database);
  const teams = createTeamService({ ...dependencies, store, unitOfWork: database });
  return {
    endpoints: [
      ...createTeamEndpoints(teams),
      ...createTeamPolicyEndpoints(
        createTeamPolicyService({ ...dependencies, store, unitOfWork: database }),
      ),
    ],
    purge: [],
    teams,
    directory: createTeamDirectory({ store }),
  };
}
