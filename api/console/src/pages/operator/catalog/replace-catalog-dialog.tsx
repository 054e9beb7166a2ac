import { Alert, Button, Checkbox, FileButton, Stack, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { ApiProblem } from '../../../api/problem';
import { CreateDialog } from '../../../components/create-dialog';
import { affectedKeysIn, catalogText, jsonFault, loadCatalog, placedFaults } from './catalog-api';

interface ReplaceCatalogDialogProps {
  readonly services: readonly Schemas['Service'][];
  readonly onClose: () => void;
  readonly onReplaced: () => void;
}

/** Replaces the catalog as a whole. If service keys would lose something, it asks first. */
export function ReplaceCatalogDialog(props: ReplaceCatalogDialogProps) {
  const { services, onClose, onReplaced } = props;
  const [affected, setAffected] = useState<string | null>(null);
  const replace = async (values: { readonly catalog: string; readonly allow_losses: boolean }) => {
    try {
      await loadCatalog(values.catalog, affected !== null && values.allow_losses);
      return null;
    } catch (error) {
      const keys = affectedKeysIn(error);
      setAffected(keys);
      throw keys === null ? placedFaults(error) : LOSSES;
    }
  };
  return (
    <CreateDialog
      opened
      title="Replace the catalog"
      submit="Replace catalog"
      initialValues={{ catalog: catalogText(services), allow_losses: false }}
      validate={({ catalog }) => ({ catalog: jsonFault(catalog) })}
      create={replace}
      onCreated={onReplaced}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Text>
            The new catalog replaces the current one. A service that it omits is no longer offered.
          </Text>
          <Textarea
            label="Catalog (JSON)"
            description="The field starts with the current catalog. Change it, or choose a file."
            autosize
            minRows={8}
            maxRows={16}
            spellCheck={false}
            styles={{
              input: { fontFamily: 'var(--mantine-font-family-monospace)' },
              error: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
            }}
            {...form.getInputProps('catalog')}
          />
          <FileButton
            accept="application/json,.json"
            onChange={(file) => {
              void file?.text().then((text) => form.setFieldValue('catalog', text));
            }}
          >
            {(button) => (
              <Button variant="default" w="fit-content" {...button}>
                Choose a file
              </Button>
            )}
          </FileButton>
          {affected !== null && (
            <Alert color="yellow" icon={<IconAlertTriangle />} title="What would stop working">
              <Stack gap="sm">
                <Text size="sm" className="kp-lines">
                  {affected}
                </Text>
                <Checkbox
                  label="Replace the catalog although these service keys lose services. Their members are told."
                  {...form.getInputProps('allow_losses', { type: 'checkbox' })}
                />
              </Stack>
            </Alert>
          )}
        </>
      )}
    </CreateDialog>
  );
}

const LOSSES = new ApiProblem(
  'Paid service keys would lose services that they have enabled, so nothing has been replaced. Change the catalog, or agree to the losses below.',
  'services_in_use',
  409,
);
