import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { EmptyState } from '../../components/object-list';
import { Page } from '../../components/page';
import { useMay, useTeamKey } from '../../session/session-context';
import { CreateServiceKeyDialog } from './create-service-key-dialog';
import { ServiceKeyDialog, type ServiceKeyTask } from './service-key-dialog';
import { ServiceKeyList } from './service-key-list';

/** The free service key of the team and its paid ones (S3). */
export function KeyManagementPage() {
  const may = useMay();
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('service-keys');
  const tokensKey = useTeamKey('service-key-tokens');
  const [isCreating, setIsCreating] = useState(false);
  const [task, setTask] = useState<ServiceKeyTask>();
  const free = usePlan('free');
  const paid = usePlan('paid');
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: teamKey });
    void queryClient.invalidateQueries({ queryKey: tokensKey });
  };
  return (
    <Page
      title="Key management"
      description="A service key says which services your team calls, who may use it and who pays."
    >
      <Stack gap="xl">
        <Stack gap="sm" component="section" aria-labelledby="free-title">
          <Title order={2} size={16} id="free-title">
            Free service key
          </Title>
          <Text c="dimmed" size="sm">
            Each team has one. All available free services are enabled on it. Its services cannot be
            changed, and it cannot be revoked.
          </Text>
          <ServiceKeyList
            label="Free service key"
            list={free}
            onTask={setTask}
            empty={
              <EmptyState title="You are not assigned to the free service key">
                Ask an owner or admin of your team to assign you.
              </EmptyState>
            }
          />
        </Stack>
        <Stack gap="sm" component="section" aria-labelledby="paid-title">
          <Group justify="space-between">
            <Title order={2} size={16} id="paid-title">
              Paid for service keys
            </Title>
            {may('service_keys.create') && (
              <Button onClick={() => setIsCreating(true)}>CREATE NEW KEY</Button>
            )}
          </Group>
          <ServiceKeyList
            label="Paid for service keys"
            list={paid}
            onTask={setTask}
            empty={
              may('service_keys.create') ? (
                <EmptyState title="No paid for service keys yet">
                  Choose “CREATE NEW KEY” to enable services that are paid from a wallet.
                </EmptyState>
              ) : (
                <EmptyState title="You are not assigned to a paid for service key">
                  Ask an owner or admin of your team to assign you.
                </EmptyState>
              )
            }
          />
        </Stack>
      </Stack>
      <CreateServiceKeyDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={refresh}
      />
      {task && <ServiceKeyDialog task={task} onClose={() => setTask(undefined)} onDone={refresh} />}
    </Page>
  );
}

function usePlan(plan: 'free' | 'paid') {
  return usePagedList(useTeamKey('service-keys', { plan }), (page) =>
    answerOf(api.GET('/v1/service-keys', { params: { query: { ...page, plan } } })),
  );
}
