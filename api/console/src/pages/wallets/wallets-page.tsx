import { Stack, Text } from '@mantine/core';
import { Page } from '../../components/page';
import { useMay } from '../../session/session-context';
import { Catalog } from './catalog';
import { Wallets } from './wallets';

/** What pays for the calls of service keys, and what they can call (S3). */
export function WalletsPage() {
  const may = useMay();
  return (
    <Page
      title="Wallets and catalog"
      description="Wallets pay for the pay-as-you-go services of your service keys. The catalog lists the services."
    >
      <Stack gap="xl">
        {may('wallets.read') ? (
          <Wallets />
        ) : (
          <Text c="dimmed">Only owners and admins of your team see its wallets.</Text>
        )}
        <Catalog />
      </Stack>
    </Page>
  );
}
