import { Button, Group, Stack, Text, Title } from '@mantine/core';
import {
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf, ApiProblem } from '../../api/problem';
import { SESSION_KEY } from '../../api/session-key';
import { ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { ProblemAlert } from '../../components/problem-alert';
import { Time, useZoneName } from '../../components/time';
import { sessionApi, type Passkey } from '../../session/session-api';
import { useTeamKey } from '../../session/session-context';

/** How the person signs in, and where they are signed in. */
export function AccountPage() {
  return (
    <Page title="Your account" description="How you sign in, and where you are signed in.">
      <Stack gap="xl">
        <Passkeys />
        <Sessions />
      </Stack>
    </Page>
  );
}

function Passkeys() {
  const queryClient = useQueryClient();
  const zone = useZoneName();
  const key = [...SESSION_KEY, 'passkeys'];
  const passkeys = useQuery({ queryKey: key, queryFn: sessionApi.passkeys });
  const refresh = () => queryClient.invalidateQueries({ queryKey: key });
  const registering = useMutation({ mutationFn: registerPasskey, onSuccess: refresh });
  const deleting = useMutation({ mutationFn: sessionApi.deletePasskey, onSuccess: refresh });
  const columns: readonly Column<Passkey>[] = [
    { header: 'Name', width: 'minmax(140px, 2fr)', cell: ({ name }) => name },
    {
      header: `Registered (${zone})`,
      width: '170px',
      cell: (it) => <Time value={it.created_at} />,
    },
    {
      header: `Last used (${zone})`,
      width: '170px',
      cell: (it) => <Time value={it.last_used_at} />,
    },
  ];
  const problem = registering.error ?? deleting.error;
  return (
    <Stack gap="sm" component="section" aria-labelledby="passkeys-title">
      <Group justify="space-between">
        <Title order={2} size={16} id="passkeys-title">
          Passkeys
        </Title>
        <Button loading={registering.isPending} onClick={() => registering.mutate()}>
          Register a passkey
        </Button>
      </Group>
      {problem !== null && <ProblemAlert error={problem} />}
      <ObjectList
        label="Passkeys"
        columns={columns}
        idOf={({ id }) => id}
        list={{
          items: passkeys.data ?? [],
          isLoading: passkeys.isPending,
          error: passkeys.error,
          hasMore: false,
          isLoadingMore: false,
          loadMore: () => undefined,
          retry: () => void passkeys.refetch(),
        }}
        actionsWidth="90px"
        actions={({ id, name }) => (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Delete ${name}`}
            onClick={() => deleting.mutate(id)}
          >
            Delete
          </Button>
        )}
        empty={
          <Text c="dimmed" ta="center">
            You have no passkey. With one, you sign in with your fingerprint, face or device PIN.
          </Text>
        }
      />
    </Stack>
  );
}

/** Named after the browser, so that people find it among others. */
async function registerPasskey(): Promise<Passkey> {
  const optionsJSON =
    (await sessionApi.passkeyRegistrationOptions()) as PublicKeyCredentialCreationOptionsJSON;
  const response = await startRegistration({ optionsJSON }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'NotAllowedError') throw CANCELED;
    if (error instanceof Error && error.name === 'InvalidStateError') throw REGISTERED;
    throw error;
  });
  return await sessionApi.registerPasskey(browserName(navigator.userAgent), response);
}

const CANCELED = new ApiProblem('No passkey was registered. Try again.', 'canceled', 0);
const REGISTERED = new ApiProblem('This device already has a passkey.', 'registered', 0);

function browserName(userAgent: string): string {
  const browser = /(Edg|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1] ?? 'Browser';
  const system = /(Windows|Mac OS|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}

function Sessions() {
  const queryClient = useQueryClient();
  const zone = useZoneName();
  const key = useTeamKey('sessions');
  const list = usePagedList(key, (page) =>
    answerOf(api.GET('/v1/sessions', { params: { query: page } })),
  );
  const ending = useMutation({
    mutationFn: (session_id: string) =>
      answerOf(api.DELETE('/v1/sessions/{session_id}', { params: { path: { session_id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key }),
  });
  const columns: readonly Column<Schemas['Session']>[] = [
    {
      header: 'Browser',
      width: 'minmax(140px, 2fr)',
      cell: ({ user_agent, current }) =>
        `${browserName(user_agent ?? '')}${current ? ' (this one)' : ''}`,
    },
    { header: 'Address', width: '150px', cell: ({ ip }) => ip },
    { header: `Signed in (${zone})`, width: '160px', cell: (it) => <Time value={it.created_at} /> },
    {
      header: `Last seen (${zone})`,
      width: '160px',
      cell: (it) => <Time value={it.last_seen_at} />,
    },
  ];
  return (
    <Stack gap="sm" component="section" aria-labelledby="sessions-title">
      <Title order={2} size={16} id="sessions-title">
        Sessions
      </Title>
      {ending.error !== null && <ProblemAlert error={ending.error} />}
      <ObjectList
        label="Sessions"
        columns={columns}
        list={list}
        idOf={({ id }) => id}
        actionsWidth="90px"
        actions={({ id, current }) =>
          !current && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`End the session ${id}`}
              onClick={() => ending.mutate(id)}
            >
              End
            </Button>
          )
        }
        empty={<Text c="dimmed">You have no session.</Text>}
      />
    </Stack>
  );
}
