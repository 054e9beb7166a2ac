import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ProblemAlert } from '../components/problem-alert';
import type { SessionView } from '../session/session-api';

interface RedeemLinkProps {
  readonly token: string;
  readonly redeem: (token: string) => Promise<SessionView>;
  readonly onSignedIn: (view: SessionView) => void;
  readonly button: string;
}

/** Only this button spends the link: a mail scanner that opens the page does not. */
export function RedeemLink({ token, redeem, onSignedIn, button }: RedeemLinkProps) {
  const redeeming = useMutation({ mutationFn: () => redeem(token), onSuccess: onSignedIn });
  return (
    <Stack gap="md">
      {redeeming.error === null ? (
        <Text>This link works once.</Text>
      ) : (
        <ProblemAlert error={redeeming.error} />
      )}
      <Button data-autofocus loading={redeeming.isPending} onClick={() => redeeming.mutate()}>
        {button}
      </Button>
    </Stack>
  );
}
