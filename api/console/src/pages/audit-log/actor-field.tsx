import { Select } from '@mantine/core';
import { useMembers, useServiceAccounts } from '../../api/lookups';

export interface ActorFieldProps {
  readonly actorId: string;
  readonly onChange: (actorId: string) => void;
}

/** Who did it, among the members and service accounts of the team. */
export function ActorField({ actorId, onChange }: ActorFieldProps) {
  return (
    <Select
      label="Who"
      placeholder="Anybody"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Anybody' }}
      nothingFoundMessage="No member or service account has this name."
      data={useActors()}
      value={actorId === '' ? null : actorId}
      onChange={(chosen) => onChange(chosen ?? '')}
      w={{ base: '100%', xs: 176 }}
    />
  );
}

/** Those who can have done something, by name. An event also names who has left since. */
function useActors() {
  const groups = [
    { group: 'Members', items: useMembers().data ?? [] },
    { group: 'Service accounts', items: useServiceAccounts().data ?? [] },
  ];
  return groups
    .filter(({ items }) => items.length > 0)
    .map(({ group, items }) => ({
      group,
      items: items.map(({ id, name }) => ({ value: id, label: name })),
    }));
}
