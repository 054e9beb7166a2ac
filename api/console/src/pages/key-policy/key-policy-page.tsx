import { Button, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AsCodePanel } from '../../as-code/as-code-panel';
import { declareTeamPolicy } from '../../as-code/declare-team';
import { DeleteDialog } from '../../components/delete-dialog';
import { FactList } from '../../components/fact-list';
import { ManagedByTerraform } from '../../components/managed-by-terraform';
import { Page } from '../../components/page';
import { ProblemAlert } from '../../components/problem-alert';
import { useMay, useTeamSession } from '../../session/session-context';
import { DELIVERIES, keyPolicyApi, useKeyPolicy, type KeyPolicy } from './key-policy-api';
import { CreatePolicyDialog, EditPolicyDialog } from './key-policy-dialogs';

/** What the team requires of its keys. */
export function KeyPolicyPage() {
  const may = useMay();
  const queryClient = useQueryClient();
  const policy = useKeyPolicy();
  const [task, setTask] = useState<'create' | 'edit' | 'delete'>();
  const close = () => setTask(undefined);
  // The policy decides what other dialogs offer.
  const refresh = () => void queryClient.invalidateQueries();
  const declared = policy.data ?? null;
  return (
    <Page
      title="Key policy"
      description="What this team requires of the keys that are created, rotated or extended from now on. Existing keys stay as they are."
      actions={
        may('teams.update') &&
        policy.isSuccess &&
        (declared === null ? (
          <Button onClick={() => setTask('create')}>Declare policy</Button>
        ) : (
          <>
            <Button variant="default" onClick={() => setTask('delete')}>
              Delete policy
            </Button>
            <Button onClick={() => setTask('edit')}>Edit policy</Button>
          </>
        ))
      }
    >
      {policy.error !== null && (
        <ProblemAlert error={policy.error} retry={() => void policy.refetch()} />
      )}
      {policy.isPending && <Skeleton height={120} />}
      {policy.isSuccess && <Policy declared={declared} />}
      <CreatePolicyDialog opened={task === 'create'} onClose={close} onCreated={refresh} />
      {task === 'edit' && declared && (
        <EditPolicyDialog policy={declared} onClose={close} onSaved={refresh} />
      )}
      {task === 'delete' && declared && (
        <DeleteDialog
          opened
          id={declared.id}
          stack={declared.stack}
          title="Delete key policy"
          caution="Keys can then be created without any limit: with any lifetime, without an expiry, and with any delivery of their secret. Existing keys stay as they are."
          noun="policy"
          confirm="Delete policy"
          remove={() => keyPolicyApi.remove(declared.id)}
          onRemoved={refresh}
          onClose={close}
        />
      )}
    </Page>
  );
}

function Policy({ declared }: { readonly declared: KeyPolicy | null }) {
  const { policy } = useTeamSession().whoami.team ?? {};
  const effective = declared ?? policy;
  const allowed = effective?.allowed_secret_deliveries ?? null;
  return (
    <Stack gap="lg">
      {declared !== null && <ManagedByTerraform id={declared.id} stack={declared.stack} />}
      <Paper withBorder p="md">
        <FactList
          facts={[
            ['Longest lifetime of a key', effective?.max_key_lifetime ?? 'No limit'],
            ['Must every key expire?', effective?.require_expiry === true ? 'Yes' : 'No'],
            [
              'Allowed ways to deliver a secret',
              allowed === null
                ? 'All'
                : DELIVERIES.filter(({ value }) => allowed.includes(value))
                    .map(({ label }) => label)
                    .join('. '),
            ],
          ]}
        />
      </Paper>
      {declared === null ? (
        <Text c="dimmed">No policy is declared, so Terraform has nothing to import yet.</Text>
      ) : (
        <AsCodePanel declaration={declareTeamPolicy(declared)} />
      )}
    </Stack>
  );
}
