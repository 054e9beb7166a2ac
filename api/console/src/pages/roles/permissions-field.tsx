import { Stack, TagsInput, Text, type TagsInputProps } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { usePermissions } from '../../api/lookups';
import { useTeamSession } from '../../session/session-context';

const MOST_PERMISSIONS = 200;

/**
 * Permissions of a role. Those of Keyplane are found by name or by what they allow. Those of the
 * platform's services are typed, because Keyplane does not know them.
 */
export function PermissionsField(props: TagsInputProps) {
  const own = useTeamSession().whoami.permissions as readonly string[];
  const known = (usePermissions().data ?? []).filter(({ permission }) => own.includes(permission));
  const descriptions = new Map<string, string>(known.map((it) => [it.permission, textOf(it)]));
  return (
    <TagsInput
      label="Permissions"
      description="Search Keyplane’s permissions, or type a permission of your services, such as reports.read, and press Enter. You can only grant permissions that you have."
      data={known.map(({ permission }) => permission)}
      filter={({ options, search }) =>
        options.filter(
          (option) =>
            'value' in option && matches(search, option.value, descriptions.get(option.value)),
        )
      }
      renderOption={({ option }) => (
        <Stack gap={0}>
          <Text size="sm">{option.value}</Text>
          <Text size="xs" c="dimmed">
            {descriptions.get(option.value)}
          </Text>
        </Stack>
      )}
      maxTags={MOST_PERMISSIONS}
      acceptValueOnBlur
      splitChars={[',', ' ']}
      maxDropdownHeight={260}
      {...props}
    />
  );
}

const textOf = ({ description, members_only }: Schemas['Permission']) =>
  members_only ? `${description} Service accounts cannot use this themselves.` : description;

/** @returns whether the search is part of the permission or of what it allows */
export function matches(search: string, permission: string, description = ''): boolean {
  const wanted = search.trim().toLowerCase();
  return `${permission} ${description}`.toLowerCase().includes(wanted);
}
