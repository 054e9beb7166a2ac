import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useRoles } from '../api/lookups';

/** A field for several roles of the team. */
export function RolesField(props: MultiSelectProps) {
  const roles = useRoles().data ?? [];
  return (
    <MultiSelect
      label="Roles"
      placeholder="Select role"
      searchable
      hidePickedOptions
      data={roles.map(({ id, name }) => ({ value: id, label: name }))}
      nothingFoundMessage="No role has this name."
      {...props}
    />
  );
}
