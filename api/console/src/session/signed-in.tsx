import { Center, Loader, Text } from '@mantine/core';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { api, requestForTeam } from '../api/client';
import { answerOf } from '../api/problem';
import { Card } from '../components/card';
import { FullPageProblem } from '../components/full-page-problem';
import { useChosenMembership } from './chosen-team';
import { useIsPageHeld } from './held-page';
import { sessionApi, type SessionView } from './session-api';
import { OPERATOR_KEY, SessionProvider } from './session-context';
import { SignOutButton } from './sign-out-button';
import { UnclaimedTeams } from './unclaimed-teams';
import { isSessionEnd } from './session-ended';
import { SESSION_KEY } from '../api/session-key';

/** Shows its children to a person who is signed in, and the sign-in page to everybody else. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const query = useQuery({ queryKey: SESSION_KEY, queryFn: sessionApi.read, staleTime: 60_000 });
  const { error } = query;
  const isKept = useIsPageHeld() && query.data !== undefined;
  if (isSessionEnd(error) && !isKept) return <ToSignIn />;
  if (query.data !== undefined) {
    const Inside = query.data.operator ? AsOperator : InTeam;
    return <Inside view={query.data}>{children}</Inside>;
  }
  if (error !== null) return <FullPageProblem error={error} retry={() => void query.refetch()} />;
  return <Waiting />;
}

/** Remembers the address at which it began. The address may change while the sign-in page loads. */
function ToSignIn() {
  const href = useRouterState({ select: ({ location }) => location.pathname + location.searchStr });
  const [returnTo] = useState(href);
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: '/sign-in', search: { return_to: returnTo }, replace: true });
  }, [navigate, returnTo]);
  return <Waiting />;
}

interface InsideProps {
  readonly view: SessionView;
  readonly children: ReactNode;
}

/** The operator belongs to no team, so requests name none. */
function AsOperator({ view, children }: InsideProps) {
  requestForTeam(null);
  const whoami = useWhoami(OPERATOR_KEY);
  if (whoami.data === undefined) return <Unknown query={whoami} />;
  return (
    <SessionProvider value={{ kind: 'operator', view, whoami: whoami.data }}>
      {children}
    </SessionProvider>
  );
}

const useWhoami = (scope: string | undefined) =>
  useQuery({
    queryKey: [scope, 'whoami'],
    queryFn: () => answerOf(api.GET('/v1/whoami')),
    enabled: scope !== undefined,
  });

function Unknown({ query: { error, refetch } }: { readonly query: UseQueryResult }) {
  if (error === null) return <Waiting />;
  return <FullPageProblem error={error} retry={() => void refetch()} />;
}

function InTeam({ view, children }: InsideProps) {
  const { chosen, choose } = useChosenMembership(view.memberships);
  const queryClient = useQueryClient();
  const whoami = useWhoami(chosen?.team.id);
  if (chosen === undefined) {
    return view.unclaimed.length === 0 ? (
      <NoTeam />
    ) : (
      <ChooseTeam unclaimed={view.unclaimed} onChosen={choose} />
    );
  }
  if (whoami.data === undefined) return <Unknown query={whoami} />;
  const session = {
    kind: 'team' as const,
    view,
    membership: chosen,
    whoami: whoami.data,
    switchTeam(id: string) {
      choose(id);
      void queryClient.invalidateQueries({ queryKey: [id] });
    },
  };
  return <SessionProvider value={session}>{children}</SessionProvider>;
}

interface ChooseTeamProps {
  readonly unclaimed: SessionView['unclaimed'];
  readonly onChosen: (teamId: string) => void;
}

/** For somebody whose address several teams have, and who is a member of none yet. */
function ChooseTeam({ unclaimed, onChosen }: ChooseTeamProps) {
  return (
    <Card title="Choose your team">
      <UnclaimedTeams unclaimed={unclaimed} onClaimed={onChosen} />
      <SignOutButton />
    </Card>
  );
}

function NoTeam() {
  return (
    <Card title="You are not a member of a team">
      <Text>
        You are signed in, but you are not a member of a team. Ask an owner or admin of your team to
        invite you.
      </Text>
      <SignOutButton />
    </Card>
  );
}

function Waiting() {
  return (
    <Center h="100vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
