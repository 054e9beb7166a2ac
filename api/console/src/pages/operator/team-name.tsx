import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { TeamLink } from '../../components/team-link';
import { useTeamKey } from '../../session/session-context';

/** A link to a team by its name. Until the name has been read, by its ID. */
export function TeamName({ id }: { readonly id: string }) {
  const team = useQuery({
    queryKey: useTeamKey('teams', id),
    queryFn: () => answerOf(api.GET('/v1/teams/{team_id}', { params: { path: { team_id: id } } })),
    staleTime: 60_000,
  });
  return <TeamLink id={id}>{team.data?.name}</TeamLink>;
}
