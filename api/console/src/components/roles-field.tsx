import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useRoles } from '../api/lookups';
import { messageOf } from '../api/problem';

const NO_ROLES = 'This team has no roles yet. You can create one under Roles and add it later.';

/** A field for several roles of the team. */
export function RolesField(props: MultiSelectProps) {
  const { data: roles = [], isSuccess, error } = useRoles();
  return (
    <MultiSelect
      label="Roles"
      placeholder="Select role"
      searchable
      hidePickedOptions
      data={roles.map(({ id, name }) => ({ value: id, label: name }))}
      nothingFoundMessage="No role has this name."
      {...(isSuccess && roles.length === 0 && { description: NO_ROLES })}
      {...(error !== null && { description: `The roles cannot be loaded. ${messageOf(error)}` })}
      {...props}
    />
  );
}
