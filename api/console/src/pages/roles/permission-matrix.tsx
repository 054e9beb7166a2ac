import { Skeleton, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconMinus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermissions } from '../../api/lookups';
import { ProblemAlert } from '../../components/problem-alert';
import { matches } from './permissions-field';

const TEAM_ROLES = ['owner', 'admin', 'user'] as const;

/** Who can do what: each permission of Keyplane, and the team roles that have it. */
export function PermissionMatrix() {
  const [search, setSearch] = useState('');
  const permissions = usePermissions();
  if (permissions.error !== null) {
    return <ProblemAlert error={permissions.error} retry={() => void permissions.refetch()} />;
  }
  if (permissions.data === undefined) return <Skeleton height={240} />;
  const shown = permissions.data.filter(({ permission, description }) =>
    matches(search, permission, description),
  );
  return (
    <Stack gap="md">
      <TextInput
        type="search"
        aria-label="Search by permission or what it allows"
        placeholder="Search by permission or what it allows"
        leftSection={<IconSearch size={16} />}
        maw={320}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {shown.length === 0 ? (
        <Text c="dimmed">
          No permission of Keyplane matches. All other permissions belong to your services: owners
          and admins have all of those, and users have none.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: FOCUSABLE }}>
          <Table aria-label="Permissions of the team roles">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Permission</Table.Th>
                {TEAM_ROLES.map((role) => (
                  <Table.Th key={role}>{role}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ permission, description, ...has }) => (
                <Table.Tr key={permission}>
                  <Table.Th scope="row" fw={400}>
                    <span className="kp-mono">{permission}</span>
                    <Text size="sm" c="dimmed">
                      {description}
                    </Text>
                  </Table.Th>
                  {TEAM_ROLES.map((role) => (
                    <Table.Td key={role}>
                      <Allowed isAllowed={has[role]} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

/** People without a mouse scroll a wide table with the arrow keys. */
const FOCUSABLE = { tabIndex: 0, role: 'region', 'aria-label': 'Permissions of the team roles' };

function Allowed({ isAllowed }: { readonly isAllowed: boolean }) {
  const Shown = isAllowed ? IconCheck : IconMinus;
  return (
    <>
      <Shown size={16} aria-hidden color={isAllowed ? undefined : 'var(--mantine-color-dimmed)'} />
      <VisuallyHidden>{isAllowed ? 'Yes' : 'No'}</VisuallyHidden>
    </>
  );
}
