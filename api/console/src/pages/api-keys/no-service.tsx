import { Anchor, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/object-list';
import { Page } from '../../components/page';
import { useMay } from '../../session/session-context';

/** API keys need a service. While the person has none, this page says how to get one (S2). */
export function NoService({ isAssigned }: { readonly isAssigned: boolean }) {
  const may = useMay();
  return (
    <Page title="API keys">
      <Paper withBorder p="xl">
        <EmptyState title="No service is enabled yet">
          An API key calls a service, so a service must be enabled first.{' '}
          {may('service_keys.create') ? (
            <>
              Open{' '}
              <Anchor component={Link} to="/key-management" inherit underline="always">
                Key management
              </Anchor>
              , create a paid for service key and enable services on it. Free services are enabled
              on the free service key as soon as the operator of Keyplane offers one.
            </>
          ) : (
            <Text span inherit>
              {isAssigned
                ? 'Ask an owner or admin of your team to enable a service on your service key.'
                : 'Ask an owner or admin of your team to assign you to a service key.'}
            </Text>
          )}
        </EmptyState>
      </Paper>
    </Page>
  );
}
