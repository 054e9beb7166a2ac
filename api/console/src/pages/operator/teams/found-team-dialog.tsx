import { TextInput } from '@mantine/core';
import { CreateDialog } from '../../../components/create-dialog';
import { revealOfOwnerKey, teamApi } from './team-api';

interface FoundTeamDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Creates a team with its first owner, and shows the owner's application key once. */
export function FoundTeamDialog(dialog: FoundTeamDialogProps) {
  return (
    <CreateDialog
      {...dialog}
      title="Create team"
      submit="Create team"
      initialValues={{ name: '', owner_name: '', owner_email: '' }}
      validate={({ name, owner_name, owner_email }) => ({
        name: name.trim() === '' ? 'Enter the name of the team.' : null,
        owner_name: owner_name.trim() === '' ? 'Enter the name of the owner.' : null,
        owner_email: MAIL.test(owner_email.trim())
          ? null
          : 'Enter an email address, such as ada@example.com.',
      })}
      create={async ({ name, owner_name, owner_email }, idempotencyKey) => {
        const owner = { name: owner_name.trim(), email: owner_email.trim() };
        return revealOfOwnerKey(await teamApi.found({ name: name.trim(), owner }, idempotencyKey));
      }}
    >
      {(form) => (
        <>
          <TextInput
            label="Team name"
            required
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label="Name of the first owner"
            description="The owner invites the other members."
            required
            maxLength={200}
            {...form.getInputProps('owner_name')}
          />
          <TextInput
            label="Email address of the first owner"
            type="email"
            required
            {...form.getInputProps('owner_email')}
          />
        </>
      )}
    </CreateDialog>
  );
}
