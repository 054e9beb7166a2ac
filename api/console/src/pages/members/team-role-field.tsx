import { Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTeamSession } from '../../session/session-context';
import type { TeamRole } from './member-api';
import { rolesToGive } from './member-rules';

const MEANINGS: Readonly<Record<TeamRole, string>> = {
  user: 'Uses Keyplane: makes application keys, and personal tokens on service keys they are assigned to.',
  admin: 'Also manages members, groups, roles, credentials, service keys and wallets.',
  owner: 'Also changes owners and the policies of the team.',
};

interface TeamRoleFieldProps {
  readonly value?: TeamRole;
  readonly onChange?: (role: TeamRole) => void;
  readonly error?: ReactNode;
  /** Why the role cannot be changed. */
  readonly refusal?: string | null;
}

/** The team role of a member, with what each role can do. */
export function TeamRoleField({ value, onChange, error, refusal = null }: TeamRoleFieldProps) {
  const { role } = useTeamSession().membership.member;
  return (
    <Radio.Group
      label="Role"
      error={error}
      {...(refusal !== null && { description: refusal })}
      {...(value !== undefined && { value })}
      onChange={(chosen) => onChange?.(chosen as TeamRole)}
    >
      <Stack gap="xs" mt="xs">
        {rolesToGive(role).map((offered) => (
          <Radio
            key={offered}
            value={offered}
            label={offered}
            description={MEANINGS[offered]}
            disabled={refusal !== null}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
