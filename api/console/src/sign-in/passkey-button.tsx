import { Button, Stack } from '@mantine/core';
import {
  startAuthentication,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { useMutation } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem';
import { ProblemAlert } from '../components/problem-alert';
import { sessionApi, type SessionView } from '../session/session-api';

/** Signs in with a passkey of this device, without an address. */
export function PasskeyButton({
  onSignedIn,
}: {
  readonly onSignedIn: (view: SessionView) => void;
}) {
  const signIn = useMutation({ mutationFn: signInWithPasskey, onSuccess: onSignedIn });
  return (
    <Stack gap="sm">
      {signIn.error !== null && <ProblemAlert error={signIn.error} />}
      <Button variant="default" loading={signIn.isPending} onClick={() => signIn.mutate()}>
        Sign in with a passkey
      </Button>
    </Stack>
  );
}

async function signInWithPasskey(): Promise<SessionView> {
  const optionsJSON = (await sessionApi.passkeyOptions()) as PublicKeyCredentialRequestOptionsJSON;
  const response = await startAuthentication({ optionsJSON }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'NotAllowedError') throw NO_PASSKEY;
    throw error;
  });
  return await sessionApi.signInWithPasskey(response);
}

const NO_PASSKEY = new ApiProblem(
  'No passkey was used. If you have none for Keyplane yet, sign in another way and register one.',
  'no_passkey',
  0,
);
