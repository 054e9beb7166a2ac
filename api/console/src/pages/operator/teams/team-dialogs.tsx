import { TextInput } from '@mantine/core';
import { DeleteDialog } from '../../../components/delete-dialog';
import { EditDialog } from '../../../components/edit-dialog';
import { teamApi, type Team } from './team-api';

export interface TeamTask {
  readonly kind: 'rename' | 'suspend' | 'resume';
  readonly team: Team;
}

interface TeamDialogsProps {
  readonly task: TeamTask | undefined;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** What the operator changes about a team. */
export function TeamDialogs({ task, onClose, onChanged }: TeamDialogsProps) {
  if (task === undefined) return null;
  const { kind, team } = task;
  if (kind === 'rename') {
    return (
      <EditDialog<Team, { name: string }>
        id={null}
        title={`Rename ${team.name}`}
        submit="Save"
        read={() => teamApi.readVersion(team.id)}
        valuesOf={({ name }) => ({ name })}
        labels={{ name: 'Team name' }}
        validate={({ name }) => ({ name: name.trim() === '' ? 'Enter a name.' : null })}
        save={({ name }, etag) => teamApi.rename(team.id, name.trim(), etag)}
        onSaved={onChanged}
        onClose={onClose}
      >
        {(form) => (
          <TextInput
            label="Team name"
            required
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
        )}
      </EditDialog>
    );
  }
  if (kind === 'resume') {
    return (
      <DeleteDialog
        id={null}
        opened
        title={`Resume ${team.name}`}
        caution="The keys of the team become valid again, except those that have expired or were revoked meanwhile. Its members sign in to the console again."
        noun="team"
        isDanger={false}
        confirm="Resume team"
        remove={() => teamApi.suspend(team.id, false)}
        onRemoved={onChanged}
        onClose={onClose}
      />
    );
  }
  return (
    <DeleteDialog
      id={null}
      opened
      title={`Suspend ${team.name}`}
      caution="While the team is suspended, none of its keys is valid: every call with one of them is refused immediately. The sessions of its members end. Nothing is deleted, and you can resume the team at any time."
      noun="team"
      confirm="Suspend team"
      remove={() => teamApi.suspend(team.id, true)}
      onRemoved={onChanged}
      onClose={onClose}
    />
  );
}
