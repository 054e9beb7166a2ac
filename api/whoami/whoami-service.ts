import type { Caller, Principal } from '../domain/principal';
import type { TeamDirectory, TeamWithPolicy } from '../teams/team-directory';

export interface Self {
  readonly principal: Principal;
  readonly team: TeamWithPolicy | null;
}

export interface WhoamiService {
  describe(caller: Caller): Promise<Self>;
}

export function createWhoamiService(dependencies: {
  readonly teams: Pick<TeamDirectory, 'teamWithPolicy'>;
}): WhoamiService {
  return {
    async describe({ principal }) {
      if (principal.teamId === null) return { principal, team: null };
      return { principal, team: await dependencies.teams.teamWithPolicy(principal.teamId) };
    },
  };
}
