import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { SESSION_KEY } from './session-key';
import { ApiProblem } from './problem';

const MOST_RETRIES = 2;

/** The session has ended, or another tab has signed in as somebody else. */
const ENDED = ['unauthenticated', 'unknown_team'];

/** A refusal stays a refusal, so only failures of the network or the server are repeated. */
export function createQueryClient(): QueryClient {
  // One lost session answers many calls. Reading the session once more says whether it has ended.
  const onSessionEnd = (error: Error) => {
    const isEnded = error instanceof ApiProblem && ENDED.includes(error.code);
    if (isEnded) void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  };
  const queryClient: QueryClient = new QueryClient({
    defaultOptions: {
      // Keyplane may run on this machine or in a network without the internet. If it cannot be reached, a
      // deletion must fail now instead of happening later.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 10_000,
        retry: (failures, error) => failures < MOST_RETRIES && isTemporary(error),
      },
    },
    queryCache: new QueryCache({
      onError(error, query) {
        if (query.queryKey[0] !== SESSION_KEY[0]) onSessionEnd(error);
      },
    }),
    mutationCache: new MutationCache({ onError: onSessionEnd }),
  });
  return queryClient;
}

function isTemporary(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 503);
}
