import { UnknownTeamError } from '../sessions/unknown-team-error';
import type { Config } from './config';
import { slicesOf, type Installation } from './installation';

/** What is wrong with `KEYPLANE_OIDC_JOIN`, for each team that does not exist. */
export async function unknownJoins(
  { oidc }: Pick<Config, 'oidc'>,
  installation: Installation,
): Promise<readonly UnknownTeamError[]> {
  const teamIds = [...new Set(oidc?.joins.map(({ teamId }) => teamId))];
  if (teamIds.length === 0) return [];
  const { joining } = slicesOf(installation).members;
  const known = await Promise.all(teamIds.map((teamId) => joining.isTeam(teamId)));
  return teamIds.filter((_, at) => !known[at]).map((teamId) => new UnknownTeamError(teamId));
}
