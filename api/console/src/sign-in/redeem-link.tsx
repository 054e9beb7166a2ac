import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ProblemAlert } from '../components/problem-alert';
import type { SessionView } from '../session/session-api';

interface RedeemLinkProps<T extends SessionView> {
  readonly token: string;
  readonly redeem: (token: string) => Promise<T>;
  readonly onSignedIn: (view: T) => void;
  readonly button: string;
}

/** Only this button spends the link: a mail scanner that opens the page does not. */
export function RedeemLink<T extends SessionView>({
  token,
  redeem,
  onSignedIn,
  button,
}: RedeemLinkProps<T>) {
  const redeeming = useMutation({
    mutationFn: () => redeem(token),
    onSuccess: onSignedIn,
    // The answer can contain a secret, which no cache may keep.
    gcTime: 0,
  });
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
