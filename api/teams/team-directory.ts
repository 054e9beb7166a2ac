import { notFound } from '../domain/failure';
import type { TeamPolicies } from '../keys/team-policy';
import type { Team } from './team';
import type { TeamStore } from './team-store';

/** Where other slices look teams up. */
export interface TeamDirectory extends TeamPolicies {
  /** @throws Failure `not_found` */
  team(teamId: string): Promise<Pick<Team, 'id' | 'name'>>;
  /** The one who stands longest; `undefined` before the first start. */
  oldest(): Promise<Pick<Team, 'id' | 'name'> | undefined>;
}

export function createTeamDirectory({ store }: { readonly store: TeamStore }): TeamDirectory {
  async function existing(teamId: string): Promise<Team> {
    const team = await store.find(teamId);
    if (team === undefined) throw notFound('team');
    return team;
  }

  return {
    team: existing,
    oldest: async () => (await store.list({ size: 1, after: undefined }))[0],
    policyOf: existing,
  };
}
