import { ActionIcon, Menu, Text, type ActionIconProps } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

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

const BUTTON: ActionIconProps = { variant: 'subtle', color: 'gray' };

/** What can be done with one object of a list. Without actions, there is no menu. */
export function RowMenu({ of, actions }: RowMenuProps) {
  // A menu costs more than the rest of its row, and most menus are never opened.
  const [isUsed, setIsUsed] = useState(false);
  if (actions.length === 0) return null;
  if (isUsed) return <UsedMenu of={of} actions={actions} />;
  return (
    <ActionIcon
      {...BUTTON}
      aria-label={`Actions for ${of}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setIsUsed(true)}
    >
      <IconDots size={18} />
    </ActionIcon>
  );
}

function colorOf(isRefused: boolean, isDanger: boolean): string {
  if (isRefused) return 'dimmed';
  return isDanger ? 'var(--mantine-color-error)' : 'var(--mantine-color-text)';
}

function UsedMenu({ of, actions }: RowMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  // The menu gives the focus back to what has it when it opens.
  useEffect(() => {
    button.current?.focus({ preventScroll: true });
    setIsOpen(true);
  }, []);
  return (
    <Menu opened={isOpen} onChange={setIsOpen} position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon {...BUTTON} ref={button} aria-label={`Actions for ${of}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label, onClick, isDanger, refusal }) => (
          <Menu.Item
            key={label}
            // A disabled entry cannot be reached by keyboard, and then nobody hears why it is refused.
            aria-disabled={refusal != null}
            closeMenuOnClick={refusal == null}
            onClick={() => {
              if (refusal == null) onClick();
            }}
            c={colorOf(refusal != null, isDanger === true)}
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
