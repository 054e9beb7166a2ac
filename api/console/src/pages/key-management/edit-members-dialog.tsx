import { Alert, Checkbox, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMembers } from '../../api/lookups';
import { EditDialog } from '../../components/edit-dialog';
import { MembersField } from '../../components/members-field';
import type { EditServiceKeyProps } from './edit-details-dialog';
import { serviceKeyApi } from './service-key-api';

/** Assigns members to a key, and says whose tokens end. */
export function EditMembersDialog({ serviceKey, onClose, onSaved }: EditServiceKeyProps) {
  const members = useMembers().data ?? [];
  const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? id;
  return (
    <EditDialog
      title={`Edit members of ${serviceKey.name}`}
      submit="Save"
      initialValues={{ member_ids: [...serviceKey.member_ids], notify: true }}
      save={(values) => serviceKeyApi.change(serviceKey.id, values)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form) => {
        const removed = serviceKey.member_ids.filter((id) => !form.values.member_ids.includes(id));
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
