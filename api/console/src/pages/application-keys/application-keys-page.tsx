import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { declareApplicationKey } from '../../as-code/declare-keys';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { CreateDialog } from '../../components/create-dialog';
import { DialogNote } from '../../components/form-step';
import { HoverTooltip } from '../../components/hover-tooltip';
import { longestExpiry, LongestExpiryNote } from '../../components/expiry-field';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { KeyLink } from '../../components/key-link';
import { useListQuery } from '../../components/list-query';
import { Page } from '../../components/page';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey, useTeamSession } from '../../session/session-context';
import { EndKeyDialog } from '../key-detail/end-key-dialog';
import { APPLICATION_KEYS } from '../key-detail/key-family';

type ApplicationKey = Schemas['ApplicationKey'];
type Sort =
  'description' | '-description' | 'last_used_at' | '-last_used_at' | 'created_at' | '-created_at';

/** The person's own keys for the API and for Terraform (S1). */
export function ApplicationKeysPage() {
  const queryClient = useQueryClient();
  const key = useTeamKey('application-keys');
  const may = useMay();
  const columns = useColumns();
  const [isCreating, setIsCreating] = useState(false);
  const [deleted, setDeleted] = useState<ApplicationKey>();
  const { query, sort } = useListQuery<Sort>('-created_at');
  const list = usePagedList([...key, query], (page) =>
    answerOf(api.GET('/v1/application-keys', { params: { query: { ...page, ...query } } })),
  );
  const refresh = () => void queryClient.invalidateQueries({ queryKey: key });

  return (
    <Page
      title="Application keys"
      description="Your own keys for the Keyplane API and the Terraform provider. Nobody else sees them."
      actions={
        may('application_keys.create') && (
          <Button onClick={() => setIsCreating(true)}>New secret</Button>
        )
      }
    >
      <ObjectList
        label="Application keys"
        columns={columns}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        declare={declareApplicationKey}
        actions={(item) => (
          <HoverTooltip label={() => 'Delete'}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Delete ${item.description ?? item.client_id}`}
              onClick={() => setDeleted(item)}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </HoverTooltip>
        )}
        empty={
          <EmptyState title="No application keys yet">
            An application key lets you call the Keyplane API and run Terraform. Choose “New secret”
            to make one.
          </EmptyState>
        }
      />
      <NewSecretDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={refresh}
      />
      {deleted && (
        <EndKeyDialog
          keyShown={deleted}
          family={APPLICATION_KEYS}
          ending="end"
          deletion={{
            title: 'Delete application key',
            caution: `After you delete “${deleted.description ?? deleted.client_id}”, you can no longer use it to access the Keyplane API or the Keyplane provider on Terraform.`,
            confirm: 'Confirm',
          }}
          onClose={() => setDeleted(undefined)}
          onDone={refresh}
        />
      )}
    </Page>
  );
}

function useColumns(): readonly Column<ApplicationKey>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Description',
      width: 'minmax(160px, 2fr)',
      sortKey: 'description',
      cell: ({ id, description }) => <KeyLink id={id}>{description ?? '-'}</KeyLink>,
    },
    {
      header: 'Client ID',
      width: 'minmax(264px, 1fr)',
      cell: ({ client_id }) => client_id,
      isId: true,
    },
    {
      header: `Last used (${zone})`,
      width: '160px',
      sortKey: 'last_used_at',
      cell: ({ last_used_at }) => <Time value={last_used_at} />,
    },
    {
      header: `Created at (${zone})`,
      width: '160px',
      sortKey: 'created_at',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
}

interface NewSecretDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

function NewSecretDialog({ opened, onClose, onCreated }: NewSecretDialogProps) {
  const { policy } = useTeamSession().whoami.team ?? {};
  return (
    <CreateDialog
      opened={opened}
      onClose={onClose}
      onCreated={onCreated}
      title="New secret"
      submit="Generate now"
      initialValues={{ description: '' }}
      declare={({ description }) =>
        declareApplicationKey({ id: null, description: description.trim() || null })
      }
      create={async ({ description }, idempotencyKey) => {
        const issued = await answerOf(
          api.POST('/v1/application-keys', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: { description: description.trim() || null, ...longestExpiry(policy) },
          }),
        );
        return {
          title: 'Application key created',
          notice:
            'The Secret is shown only now. Copy the Secret and the Client ID, and save them before you close this dialog.',
          values: [
            { label: 'Secret', value: issued.secret ?? '', isSecret: true },
            { label: 'Client ID', value: issued.client_id },
          ],
          done: 'OK, I have copied it',
        };
      }}
    >
      {(form) => (
        <>
          <DialogNote>
            A description is optional. We recommend that you enter one: it tells you later what the
            key is for.
          </DialogNote>
          <TextInput
            label="Description"
            placeholder="For example: Terraform on my laptop"
            maxLength={2000}
            data-autofocus
            {...form.getInputProps('description')}
          />
          <LongestExpiryNote />
        </>
      )}
    </CreateDialog>
  );
}
