import { Badge } from '@mantine/core';

export type KeyState = 'active' | 'disabled' | 'expired' | 'revoked';

const SHOWN: Readonly<Record<KeyState, { readonly label: string; readonly color: string }>> = {
  active: { label: 'Active', color: 'light-dark(#1c6b30, #95de9f)' },
  disabled: { label: 'Disabled', color: 'var(--mantine-color-dimmed)' },
  expired: { label: 'Expired', color: 'light-dark(#7a4d00, #ffd666)' },
  revoked: { label: 'Revoked', color: 'var(--mantine-color-error)' },
};

export function KeyStateBadge({ state }: { readonly state: KeyState }) {
  const { label, color } = SHOWN[state];
  return (
    <Badge variant="outline" tt="none" fw={500} c={color} bd={`1px solid ${color}`}>
      {label}
    </Badge>
  );
}
