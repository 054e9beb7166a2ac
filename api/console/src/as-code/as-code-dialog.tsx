import { Stack } from '@mantine/core';
import { Dialog } from '../components/dialog';
import { ManagedByTerraform } from '../components/managed-by-terraform';
import { CodeTabs } from './code-tabs';
import type { Declaration } from './declaration';

interface AsCodeDialogProps {
  readonly declaration: Declaration;
  readonly onClose: () => void;
}

/** An object of a list in code. It also says whether a stack manages the object. */
export function AsCodeDialog({ declaration, onClose }: AsCodeDialogProps) {
  return (
    <Dialog opened onClose={onClose} title={`${declaration.title} as code`} size={680}>
      <Stack gap="md">
        {declaration.id !== null && <ManagedByTerraform id={declaration.id} />}
        <CodeTabs declaration={declaration} />
      </Stack>
    </Dialog>
  );
}
