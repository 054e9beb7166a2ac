import { notFound } from '../domain/failure';
import type { TeamPolicies, TeamPolicy } from './team-policy';
import type { Team } from './team';
import type { TeamStore } from './team-store';

export type TeamWithPolicy = Pick<Team, 'id' | 'name'> & TeamPolicy;

/** Other slices look up teams here. */
export interface TeamDirectory extends TeamPolicies {
  /** @throws Failure `not_found` */
  team(teamId: string): Promise<Pick<Team, 'id' | 'name'>>;
  /** @throws Failure `not_found` */
  teamWithPolicy(teamId: string): Promise<TeamWithPolicy>;
  /** @throws Failure `not_found` */
  isSuspended(teamId: string): Promise<boolean>;
  /** The oldest team. `undefined` before the first start. */
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
    teamWithPolicy: existing,
    isSuspended: async (teamId) => (await existing(teamId)).suspendedAt !== null,
    oldest: async () =>
      (await store.list({}, { size: 1, order: 'ascending', after: undefined }))[0],
    policyOf: existing,
  };
}
