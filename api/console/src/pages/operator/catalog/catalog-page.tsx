import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../../../api/lookups';
import { downloadText } from '../../../components/download-text';
import { Page } from '../../../components/page';
import { useTeamKey } from '../../../session/session-context';
import { ServiceList } from '../../wallets/catalog';
import { catalogText } from './catalog-api';
import { ReplaceCatalogDialog } from './replace-catalog-dialog';

/** The services that teams can use, with models and prices. */
export function CatalogPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('services');
  const services = useServices().data;
  const [isReplacing, setIsReplacing] = useState(false);
  return (
    <Page
      title="Catalog"
      description="The services that teams can use, with their models and prices. A new price counts from the next call."
      actions={
        services && (
          <>
            <Button
              variant="default"
              onClick={() =>
                downloadText('catalog.json', catalogText(services), 'application/json')
              }
            >
              Download
            </Button>
            <Button onClick={() => setIsReplacing(true)}>Replace catalog</Button>
          </>
        )
      }
    >
      <ServiceList
        empty="Replace the catalog to offer the first service to teams."
        headingOrder={2}
      />
      {isReplacing && services && (
        <ReplaceCatalogDialog
          services={services}
          onClose={() => setIsReplacing(false)}
          onReplaced={() => void queryClient.invalidateQueries({ queryKey: teamKey })}
        />
      )}
    </Page>
  );
}
