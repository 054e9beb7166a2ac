import { Alert, Text } from '@mantine/core';
import { IconFileCode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { Time } from '../../components/time';
import { useTeamKey } from '../../session/session-context';

/** If a Terraform run created the object, says so: the next plan reverts what is changed here. */
export function ManagedByTerraform({ id }: { readonly id: string }) {
  const creations = useQuery({
    queryKey: useTeamKey('creations', id),
    queryFn: () => answerOf(api.GET('/v1/creations', { params: { query: { id: [id] } } })),
  });
  const creation = creations.data?.items[0];
  if (creation === undefined) return null;
  return (
    <Alert color="blue" icon={<IconFileCode />} title="Managed by Terraform">
      <Text size="sm">
        Stack <code>{creation.stack}</code>, last applied{' '}
        <Time value={creation.last_named_at ?? creation.created_at} as="relative" />. Change the
        configuration instead: the next plan would revert what you change here.
      </Text>
    </Alert>
  );
}
