import { Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client';
import { declareMember } from '../../as-code/declare-access';
import { CreateDialog } from '../../components/create-dialog';
import { useTeamKey } from '../../session/session-context';
import {
  memberApi,
  revealOfInvitation,
  type Invitation,
  type Member,
  type TeamRole,
} from './member-api';
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
      declare={(fields) => declareMember({ id: null, ...invitationOf(fields) })}
      create={async (fields, idempotencyKey) =>
        announced(await memberApi.invite(invitationOf(fields), idempotencyKey))
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

const invitationOf = ({ email, name, team_role }: Invitation): Invitation => ({
  email: email.trim(),
  name: name.trim(),
  team_role,
});

/** Creates a new invitation, for somebody who has not joined. */
export function ResendDialog({ member, ...dialog }: DialogProps & { readonly member: Member }) {
  return (
    <CreateDialog
      {...dialog}
      title={`Resend invitation to ${member.name}`}
      submit="Resend invitation"
      initialValues={{}}
      create={async (_values, idempotencyKey) =>
        announced(await memberApi.inviteAgain(member.id, idempotencyKey))
      }
    >
      {() => (
        <Text>
          {member.email} gets a new invitation, which is valid for 7 days. The previous invitation
          no longer works.
        </Text>
      )}
    </CreateDialog>
  );
}

/** Lets a member in again who has lost all application keys. If Keyplane would refuse, it says so first. */
export function StartOverDialog({ member, ...dialog }: DialogProps & { readonly member: Member }) {
  const rehearsal = useQuery({
    queryKey: useTeamKey('members', member.id, 'start-over'),
    queryFn: () => memberApi.startOverRefusal(member.id),
    staleTime: 0,
  });
  return (
    <CreateDialog
      {...dialog}
      title={`Let ${member.name} start over`}
      submit="Create invitation"
      initialValues={{}}
      refusal={rehearsal.data ?? null}
      create={async (_values, idempotencyKey) =>
        announced(await memberApi.inviteAgain(member.id, idempotencyKey))
      }
    >
      {() => (
        <Text>
          This is for a member who has no working application key. {member.name} accepts a new
          invitation, gets a new application key and stays the same member, with the same groups and
          service keys. The member’s sessions and passkeys end.
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
