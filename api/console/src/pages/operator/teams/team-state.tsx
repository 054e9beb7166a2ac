import { Badge } from '@mantine/core';
import type { Team } from './team-api';

export function TeamState({ team }: { readonly team: Team }) {
  const isSuspended = team.suspended_at !== null;
  const color = isSuspended ? 'var(--mantine-color-error)' : 'light-dark(#1c6b30, #95de9f)';
  return (
    <Badge variant="outline" tt="none" fw={500} c={color} bd={`1px solid ${color}`}>
      {isSuspended ? 'Suspended' : 'Active'}
    </Badge>
  );
}
