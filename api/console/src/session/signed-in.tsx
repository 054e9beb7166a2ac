import { Center, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { api } from '../api/client';
import { answerOf, ApiProblem } from '../api/problem';
import { FullPageProblem } from '../components/full-page-problem';
import { useChosenMembership } from './chosen-team';
import { useIsPageHeld } from './held-page';
import { sessionApi, type SessionView } from './session-api';
import { SessionProvider } from './session-context';
import { isSessionEnd } from './session-ended';
import { SESSION_KEY } from '../api/session-key';

/** Shows its children to a person who is signed in, and the sign-in page to everybody else. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const query = useQuery({ queryKey: SESSION_KEY, queryFn: sessionApi.read, staleTime: 60_000 });
  const { error } = query;
  const isKept = useIsPageHeld() && query.data !== undefined;
  if (isSessionEnd(error) && !isKept) return <ToSignIn />;
  if (query.data !== undefined) return <InTeam view={query.data}>{children}</InTeam>;
  if (error !== null) return <FullPageProblem error={error} retry={() => void query.refetch()} />;
  return <Waiting />;
}

/** Remembers where it began: by the time the sign-in page has been loaded, the address is another one. */
function ToSignIn() {
  const href = useRouterState({ select: ({ location }) => location.pathname + location.searchStr });
  const [returnTo] = useState(href);
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: '/sign-in', search: { return_to: returnTo }, replace: true });
  }, [navigate, returnTo]);
  return <Waiting />;
}

function InTeam({ view, children }: { readonly view: SessionView; readonly children: ReactNode }) {
  const { chosen, choose } = useChosenMembership(view.memberships);
  const queryClient = useQueryClient();
  const whoami = useQuery({
    queryKey: [chosen?.team.id, 'whoami'],
    queryFn: () => answerOf(api.GET('/v1/whoami')),
    enabled: chosen !== undefined,
  });
  if (chosen === undefined) return <FullPageProblem error={NO_TEAM} />;
  if (whoami.data === undefined) {
    return whoami.error === null ? (
      <Waiting />
    ) : (
      <FullPageProblem error={whoami.error} retry={() => void whoami.refetch()} />
    );
  }
  const session = {
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

const NO_TEAM = new ApiProblem(
  'You are signed in, but you are not a member of a team. Ask an owner or admin of your team to invite you.',
  'no_team',
  403,
);

function Waiting() {
  return (
    <Center h="100vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
