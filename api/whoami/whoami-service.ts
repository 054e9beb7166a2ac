import type { Caller, Principal } from '../domain/principal';
import type { TeamDirectory } from '../teams/team-directory';

export interface Self {
  readonly principal: Principal;
  readonly team: { readonly id: string; readonly name: string } | null;
}

export interface WhoamiService {
  describe(caller: Caller): Promise<Self>;
}

export function createWhoamiService(dependencies: {
  readonly teams: Pick<TeamDirectory, 'team'>;
}): WhoamiService {
  return {
    async describe({ principal }) {
      if (principal.teamId === null) return { principal, team: null };
      const { id, name } = await dependencies.teams.team(principal.teamId);
      return { principal, team: { id, name } };
    },
  };
}
