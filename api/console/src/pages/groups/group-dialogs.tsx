import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useGroups, useMembers } from '../../api/lookups';
import { CreateDialog } from '../../components/create-dialog';
import { DeleteDialog } from '../../components/delete-dialog';
import { EditDialog } from '../../components/edit-dialog';
import type { Form } from '../../components/form-step';
import { MembersField } from '../../components/members-field';
import {
  alertedOnlyBy,
  fieldsOf,
  groupApi,
  NEW_GROUP,
  type Group,
  type GroupFields,
} from './group-api';

const validate = ({ name }: GroupFields) => ({
  name: name.trim() === '' ? 'Enter a name.' : null,
});

interface CreateGroupDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

export function CreateGroupDialog(dialog: CreateGroupDialogProps) {
  return (
    <CreateDialog
      {...dialog}
      title="Create group"
      submit="Create group"
      initialValues={NEW_GROUP}
      validate={validate}
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
  return (
    <EditDialog
      title={`Edit ${group.name}`}
      submit="Save"
      initialValues={fieldsOf(group)}
      validate={validate}
      save={(fields) => groupApi.update(group.id, fields)}
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
      <TextInput
        label="Name"
        required
        maxLength={200}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Textarea
        label="Description"
        description="Optional."
        autosize
        minRows={2}
        maxLength={2000}
        {...form.getInputProps('description')}
      />
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
  const members = useMembers().data ?? [];
  const untold = alertedOnlyBy(group, groups).map(
    (memberId) => members.find(({ id }) => id === memberId)?.name ?? memberId,
  );
  return (
    <DeleteDialog
      opened
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
