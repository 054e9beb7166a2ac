import { QueryCache, QueryClient } from '@tanstack/react-query';
import { SESSION_KEY } from './session-key';
import { ApiProblem } from './problem';

const MOST_RETRIES = 2;

/** A refusal stays a refusal, so only failures of the network or the server are repeated. */
export function createQueryClient(): QueryClient {
  const queryClient: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < MOST_RETRIES && isTemporary(error),
      },
    },
    queryCache: new QueryCache({
      onError(error, query) {
        const isSession = query.queryKey[0] === SESSION_KEY[0];
        const isEnded = error instanceof ApiProblem && error.code === 'unauthenticated';
        if (isEnded && !isSession) void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
      },
    }),
  });
  return queryClient;
}

function isTemporary(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 503);
}
