import { ActionIcon, Badge, Group, Stack, Title, Tooltip } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { SESSION_KEY } from '../../api/session-key';
import { DeleteDialog } from '../../components/delete-dialog';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Time, useZoneName } from '../../components/time';
import { useTeamKey } from '../../session/session-context';
import { browserName } from './browser-name';

type Session = Schemas['Session'];

const METHODS: Readonly<Record<Session['method'], string>> = {
  application_key: 'Application key',
  email_link: 'Link by mail',
  oidc: 'Identity provider',
  passkey: 'Passkey',
};

/** The person's sessions in the console, newest first. */
export function Sessions() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('sessions');
  const columns = useColumns();
  const [ended, setEnded] = useState<Session>();
  const list = usePagedList(teamKey, (page) =>
    answerOf(api.GET('/v1/sessions', { params: { query: page } })),
  );
  return (
    <Stack gap="sm">
      <Title order={2} size={16}>
        Sessions
      </Title>
      <ObjectList
        label="Sessions"
        columns={columns}
        list={list}
        idOf={({ id }) => id}
        actions={(session) => (
          <Tooltip label="End session">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`End session: ${browserName(session.user_agent)}, ${session.ip}`}
              onClick={() => setEnded(session)}
            >
              <IconLogout size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
        empty={<EmptyState title="No sessions">You are not signed in anywhere.</EmptyState>}
      />
      {ended && (
        <DeleteDialog
          id={null}
          opened
          onClose={() => setEnded(undefined)}
          title="End session"
          caution={
            ended.current
              ? 'This is the session of this browser. You will be signed out here.'
              : `${browserName(ended.user_agent)} at ${ended.ip} is signed out. If you do not recognize this session, also delete the application key or the passkey that it began with.`
          }
          noun="session"
          confirm="End session"
          remove={() =>
            answerOf(
              api.DELETE('/v1/sessions/{session_id}', {
                params: { path: { session_id: ended.id } },
              }),
            )
          }
          onRemoved={() =>
            void queryClient.invalidateQueries({ queryKey: ended.current ? SESSION_KEY : teamKey })
          }
        />
      )}
    </Stack>
  );
}

function useColumns(): readonly Column<Session>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Browser',
      width: 'minmax(220px, 2fr)',
      cell: ({ user_agent, current }) => (
        <Group gap="xs" wrap="nowrap">
          <span title={user_agent ?? undefined}>{browserName(user_agent)}</span>
          {current && (
            <Badge variant="default" tt="none" fw={500}>
              This session
            </Badge>
          )}
        </Group>
      ),
    },
    { header: 'Address', width: 'minmax(120px, 1fr)', cell: ({ ip }) => ip },
    { header: 'Signed in with', width: '150px', cell: ({ method }) => METHODS[method] },
    {
      header: `Last used (${zone})`,
      width: '165px',
      cell: ({ last_seen_at }) => <Time value={last_seen_at} />,
    },
    {
      header: `Ends at (${zone})`,
      width: '165px',
      cell: ({ idle_expires_at: idle, expires_at: last }) => (
        <Time value={new Date(idle) < new Date(last) ? idle : last} />
      ),
    },
  ];
}
