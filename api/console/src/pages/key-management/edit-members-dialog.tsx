import { Alert, Checkbox, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMemberName } from '../../api/lookups';
import { BlastRadius } from '../../components/blast-radius';
import { EditDialog } from '../../components/edit-dialog';
import { MembersField } from '../../components/members-field';
import type { EditServiceKeyProps } from './edit-details-dialog';
import { serviceKeyApi, useActiveTokens } from './service-key-api';

/** Assigns members to a key, and says whose tokens end. */
export function EditMembersDialog({ serviceKey, onClose, onSaved }: EditServiceKeyProps) {
  const memberName = useMemberName();
  const nameOf = (id: string) => memberName(id) ?? id;
  const tokens = useActiveTokens(serviceKey.id).data ?? [];
  return (
    <EditDialog
      id={serviceKey.id}
      title={`Edit members of ${serviceKey.name}`}
      submit="Save"
      read={() => serviceKeyApi.read(serviceKey.id)}
      valuesOf={({ member_ids }) => ({ member_ids, notify: true })}
      labels={{ member_ids: ['Members', (ids) => ids.map(nameOf).join(', ')] }}
      save={(values, etag) => serviceKeyApi.change(serviceKey.id, values, etag)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form, current) => {
        const removed = current.member_ids.filter((id) => !form.values.member_ids.includes(id));
        const ending = tokens.filter(({ member_id }) => removed.includes(member_id ?? ''));
        return (
          <>
            <MembersField {...form.getInputProps('member_ids')} />
            {removed.length > 0 && (
              <Alert color="yellow" icon={<IconAlertTriangle />} role="status">
                The personal tokens of these members end when you save:
                <List size="sm">
                  {removed.map((id) => (
                    <List.Item key={id}>{nameOf(id)}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
            {ending.length > 0 && (
              <BlastRadius ids={ending.map(({ id }) => id)} noun="personal token" />
            )}
            <Checkbox
              label="Notify the members of their changed keys"
              {...form.getInputProps('notify', { type: 'checkbox' })}
            />
          </>
        );
      }}
    </EditDialog>
  );
}
