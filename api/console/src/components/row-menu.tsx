import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';

export interface RowAction {
  readonly label: string;
  readonly onClick: () => void;
  /** The action ends something. */
  readonly isDanger?: boolean;
  /** Why it cannot be done now. If it is given, the action is shown and cannot be chosen. */
  readonly refusal?: string | null;
}

interface RowMenuProps {
  /** The name of the object, for the name of the button. */
  readonly of: string;
  readonly actions: readonly RowAction[];
}

/** What can be done with one object of a list. Without actions, there is no menu. */
export function RowMenu({ of, actions }: RowMenuProps) {
  if (actions.length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${of}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label, onClick, isDanger, refusal }) => (
          <Menu.Item
            key={label}
            disabled={refusal != null}
            onClick={onClick}
            {...(isDanger && { c: 'var(--mantine-color-error)' })}
          >
            {label}
            {refusal && (
              <Text size="xs" maw={240}>
                {refusal}
              </Text>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
