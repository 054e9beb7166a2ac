import { Checkbox } from '@mantine/core';
import { useGroups, useMemberName } from '../../api/lookups';
import { declareGroup } from '../../as-code/declare-access';
import { CreateDialog } from '../../components/create-dialog';
import { DeleteDialog } from '../../components/delete-dialog';
import {
  DescriptionField,
  displayNameFault,
  DisplayNameField,
} from '../../components/described-fields';
import { EditDialog } from '../../components/edit-dialog';
import type { Form } from '../../components/form-step';
import { MembersField } from '../../components/members-field';
import {
  alertedOnlyBy,
  bodyOf,
  fieldsOf,
  groupApi,
  NEW_GROUP,
  type Group,
  type GroupFields,
} from './group-api';

const validate = ({ name }: GroupFields) => ({
  name: displayNameFault(name),
});

interface CreateGroupDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

export function CreateGroupDialog(dialog: CreateGroupDialogProps) {
  const nameOf = useMemberName();
  return (
    <CreateDialog
      {...dialog}
      title="Create group"
      submit="Create group"
      initialValues={NEW_GROUP}
      validate={validate}
      declare={(fields) => declareGroup({ id: null, ...bodyOf(fields) }, nameOf)}
      create={async (fields, idempotencyKey) => {
        await groupApi.create(fields, idempotencyKey);
        return null;
      }}
    >
      {(form) => <Fields form={form} />}
    </CreateDialog>
  );
}

interface GroupDialogProps {
  readonly group: Group;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function EditGroupDialog({ group, onClose, onDone }: GroupDialogProps) {
  const nameOf = useMemberName();
  return (
    <EditDialog
      id={group.id}
      title={`Edit ${group.name}`}
      submit="Save"
      read={() => groupApi.read(group.id)}
      valuesOf={fieldsOf}
      labels={{
        name: 'Name',
        description: 'Description',
        member_ids: ['Members', (ids) => ids.map((id) => nameOf(id) ?? id).join(', ')],
        isSubscribed: 'Subscribed to account alerts',
      }}
      validate={validate}
      save={(fields, etag) => groupApi.update(group.id, fields, etag)}
      onSaved={onDone}
      onClose={onClose}
    >
      {(form) => <Fields form={form} />}
    </EditDialog>
  );
}

function Fields({ form }: { readonly form: Form<GroupFields> }) {
  return (
    <>
      <DisplayNameField {...form.getInputProps('name')} />
      <DescriptionField {...form.getInputProps('description')} />
      <MembersField {...form.getInputProps('member_ids')} />
      <Checkbox
        label="Subscribe to account alerts"
        description="Members of the group are told in Keyplane and by mail before a key of the team expires, daily from 14 days before."
        {...form.getInputProps('isSubscribed', { type: 'checkbox' })}
      />
    </>
  );
}

/** Nothing calls a group, so no callers are shown. Its members may lose their account alerts. */
export function DeleteGroupDialog({ group, onClose, onDone }: GroupDialogProps) {
  const groups = useGroups().data ?? [];
  const nameOf = useMemberName();
  const untold = alertedOnlyBy(group, groups).map((memberId) => nameOf(memberId) ?? memberId);
  return (
    <DeleteDialog
      opened
      id={group.id}
      onClose={onClose}
      title={`Delete group ${group.name}`}
      caution={
        untold.length === 0
          ? 'The members of the group stay in the team. You cannot undo the deletion.'
          : 'The members of the group stay in the team. You cannot undo the deletion. These members no longer get account alerts, because they are in no other subscribed group:'
      }
      listed={untold}
      noun="group"
      confirm="Delete group"
      remove={() => groupApi.remove(group.id)}
      onRemoved={onDone}
    />
  );
}
