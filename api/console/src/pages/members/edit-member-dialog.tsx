import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { usePermissions } from '../../api/lookups';
import { displayNameFault, DisplayNameField } from '../../components/described-fields';
import { EditDialog } from '../../components/edit-dialog';
import { DialogNote } from '../../components/form-step';
import { memberApi, type Member, type TeamRole } from './member-api';
import { TeamRoleField } from './team-role-field';

interface EditMemberDialogProps {
  readonly member: Member;
  readonly isLastOwner: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Changes the name and the team role. A lower role says first what the member can no longer do. */
export function EditMemberDialog(props: EditMemberDialogProps) {
  const { member, isLastOwner, onClose, onSaved } = props;
  return (
    <EditDialog
      id={member.id}
      title={`Edit ${member.name}`}
      submit="Save"
      read={() => memberApi.read(member.id)}
      valuesOf={({ name, team_role }) => ({ name, team_role })}
      labels={{ name: 'Name', team_role: 'Role' }}
      validate={({ name }) => ({ name: displayNameFault(name) })}
      save={({ name, team_role }, etag) =>
        memberApi.update(member.id, { name: name.trim(), team_role }, etag)
      }
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form, current) => (
        <>
          <DisplayNameField {...form.getInputProps('name')} />
          <TeamRoleField
            {...form.getInputProps('team_role')}
            refusal={isLastOwner ? 'The last owner must remain an owner.' : null}
          />
          <Consequence member={current} role={form.values.team_role} />
        </>
      )}
    </EditDialog>
  );
}

function Consequence({ member, role }: { readonly member: Member; readonly role: TeamRole }) {
  if (role === member.team_role) return null;
  if (member.status === 'invited') {
    return (
      <DialogNote>
        {member.name} has not joined yet. A new role ends the open invitation, so resend the
        invitation afterwards.
      </DialogNote>
    );
  }
  return <Losses member={member} role={role} />;
}

const MOST_LISTED = 6;

function Losses({ member, role }: { readonly member: Member; readonly role: TeamRole }) {
  const permissions = usePermissions().data ?? [];
  const lost = permissions.filter(
    (permission) => permission[member.team_role] && !permission[role],
  );
  if (lost.length === 0) return null;
  return (
    <Alert
      color="yellow"
      icon={<IconAlertTriangle />}
      title={`${member.name} and their application keys lose ${lost.length === 1 ? '1 permission' : `${lost.length} permissions`} immediately`}
    >
      <List size="sm">
        {lost.slice(0, MOST_LISTED).map(({ permission, description }) => (
          <List.Item key={permission}>{description}</List.Item>
        ))}
        {lost.length > MOST_LISTED && <List.Item>and {lost.length - MOST_LISTED} more</List.Item>}
      </List>
      <Text size="sm" mt="xs">
        Only members themselves see how their application keys are used. If these permissions may be
        in use, ask {member.name} first.
      </Text>
    </Alert>
  );
}
