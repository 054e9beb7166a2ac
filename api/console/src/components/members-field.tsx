import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useMembers } from '../api/lookups';

/** A field for several members of the team, invited ones included. */
export function MembersField(props: MultiSelectProps) {
  const members = (useMembers().data ?? []).filter(({ status }) => status !== 'left');
  return (
    <MultiSelect
      label="Members"
      searchable
      data={members.map(({ id, name, email, status }) => ({
        value: id,
        label: status === 'invited' ? `${name} (${email}, invited)` : `${name} (${email})`,
      }))}
      nothingFoundMessage="No member has this name or address."
      {...props}
    />
  );
}
