import { Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../../api/client';
import { CreateDialog } from '../../components/create-dialog';
import { memberApi, revealOfInvitation, type Member, type TeamRole } from './member-api';
import { TeamRoleField } from './team-role-field';

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** Invites a person. If the server sends no mail, the dialog shows the link. */
export function InviteDialog(dialog: DialogProps) {
  return (
    <CreateDialog
      {...dialog}
      title="Invite a member"
      submit="Invite"
      initialValues={{ email: '', name: '', team_role: 'user' as TeamRole }}
      validate={({ email, name }) => ({
        email: MAIL.test(email.trim()) ? null : 'Enter an email address, such as ada@example.com.',
        name: name.trim() === '' ? 'Enter a name.' : null,
      })}
      create={async ({ email, name, team_role }, idempotencyKey) =>
        announced(
          await memberApi.invite(
            { email: email.trim(), name: name.trim(), team_role },
            idempotencyKey,
          ),
        )
      }
    >
      {(form) => (
        <>
          <TextInput
            label="Email address"
            type="email"
            required
            maxLength={254}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('email')}
          />
          <TextInput
            label="Name"
            required
            maxLength={200}
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <TeamRoleField {...form.getInputProps('team_role')} />
        </>
      )}
    </CreateDialog>
  );
}

/** Creates a new invitation, for somebody who has not joined or who has lost all their keys. */
export function InviteAgainDialog(props: DialogProps & { readonly member: Member }) {
  const { member, ...dialog } = props;
  const isInvited = member.status === 'invited';
  return (
    <CreateDialog
      {...dialog}
      title={isInvited ? `Resend invitation to ${member.name}` : `Let ${member.name} start over`}
      submit={isInvited ? 'Resend invitation' : 'Create invitation'}
      initialValues={{}}
      create={async (_values, idempotencyKey) =>
        announced(await memberApi.inviteAgain(member.id, idempotencyKey))
      }
    >
      {() => (
        <Text>
          {isInvited
            ? `${member.email} gets a new invitation, which is valid for 7 days. The previous invitation no longer works.`
            : `This is for a member who has no working application key. ${member.name} accepts a new invitation, gets a new application key and stays the same member, with the same groups and service keys. Keyplane refuses if ${member.name} still has a working key.`}
        </Text>
      )}
    </CreateDialog>
  );
}

/** Says where the invitation went, if there is no link to show. */
function announced(invited: Schemas['InvitedMember']) {
  const reveal = revealOfInvitation(invited);
  if (reveal === null) {
    notifications.show({ title: 'Invitation sent', message: `The mail goes to ${invited.email}.` });
  }
  return reveal;
}
