import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { SIGN_IN_METHODS_KEY } from '../../api/session-key';
import { Page } from '../../components/page';
import { sessionApi } from '../../session/session-api';
import { useSession } from '../../session/session-context';
import { Passkeys } from './passkeys';
import { Sessions } from './sessions';

/** Where the person is signed in, and with which passkeys they can sign in. */
export function AccountPage() {
  const methods = useQuery({
    queryKey: SIGN_IN_METHODS_KEY,
    queryFn: sessionApi.methods,
  });
  // Only members register passkeys.
  const hasPasskeys = useSession().kind === 'team' && methods.data?.passkey === true;
  return (
    <Page
      title="Sign-in and sessions"
      description="Where you are signed in to the console. End a session that you do not recognize or no longer need."
    >
      <Stack gap="xl">
        <Sessions />
        {hasPasskeys && <Passkeys />}
      </Stack>
    </Page>
  );
}
