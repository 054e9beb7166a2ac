import { Alert, Text } from '@mantine/core';
import { IconFileCode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import { useTeamKey } from '../session/session-context';
import { Time } from './time';

/** What a person is about to do with an object. */
export type Change = 'edit' | 'rotate' | 'delete';

const CONSEQUENCES: Readonly<Record<Change, string>> = {
  edit: 'The next plan reverts what you change here. Change the configuration instead.',
  rotate:
    'The state of the stack does not get the new secret, and the next plan warns about that. To rotate with Terraform, change rotation.when_changed in the configuration.',
  delete:
    'The next plan creates another one in its place. Remove it from the configuration instead.',
};

interface ManagedObject {
  readonly id: string;
  /** The stack of an object that names its stack itself; `null` if none manages it. */
  readonly stack?: string | null;
}

interface Manager {
  readonly stack: string;
  readonly appliedAt?: string;
}

/** The stack that manages an object, if one does. */
function useManager({ id, stack }: ManagedObject): Manager | null {
  const creations = useQuery({
    queryKey: useTeamKey('creations', id),
    queryFn: () => answerOf(api.GET('/v1/creations', { params: { query: { id: [id] } } })),
    enabled: stack === undefined,
  });
  if (stack !== undefined) return stack === null ? null : { stack };
  const [creation] = creations.data?.items ?? [];
  if (creation === undefined) return null;
  return { stack: creation.stack, appliedAt: creation.last_named_at ?? creation.created_at };
}

/** On the page of an object: whether a stack manages it, and when that was last applied. */
export function ManagedByTerraform(object: ManagedObject) {
  const manager = useManager(object);
  if (manager === null) return null;
  return (
    <Managed>
      Stack <code>{manager.stack}</code>
      {manager.appliedAt !== undefined && (
        <>
          , last applied <Time value={manager.appliedAt} as="relative" />
        </>
      )}
      . {CONSEQUENCES.edit}
    </Managed>
  );
}

interface TerraformWarningProps extends ManagedObject {
  readonly change: Change;
}

/** In a dialog, before a change: what Terraform does about it, if a stack manages the object. */
export function TerraformWarning({ change, ...object }: TerraformWarningProps) {
  const manager = useManager(object);
  if (manager === null) return null;
  return (
    <Managed>
      Stack <code>{manager.stack}</code> manages this. {CONSEQUENCES[change]}
    </Managed>
  );
}

function Managed({ children }: { readonly children: ReactNode }) {
  return (
    <Alert color="blue" icon={<IconFileCode />} title="Managed by Terraform">
      <Text size="sm">{children}</Text>
    </Alert>
  );
}
