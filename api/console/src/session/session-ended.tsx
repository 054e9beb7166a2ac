import { Alert, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { BASE_URL } from '../api/client';
import { ApiProblem } from '../api/problem';
import { SESSION_KEY } from '../api/session-key';
import { sessionApi } from './session-api';

/** Whether the session of this page has ended while a dialog is open. */
export function useIsSessionEnded(): boolean {
  // It only watches what the frame of the page reads.
  const { error } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: sessionApi.read,
    enabled: false,
  });
  return isSessionEnd(error);
}

export const isSessionEnd = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status === 401;

/** For a dialog whose content is kept. The page looks for the new session when the person comes back. */
export function SessionEnded() {
  return (
    <Alert color="red" role="alert" title="Your session has ended">
      <Anchor href={`${BASE_URL}/sign-in`} target="_blank" inherit c="inherit" underline="always">
        Sign in again in a new tab
      </Anchor>
      , then come back and continue. This dialog keeps what you have entered.
    </Alert>
  );
}
