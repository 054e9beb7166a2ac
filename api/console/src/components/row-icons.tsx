import { ActionIcon, Group, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { useIsInNarrowList } from './narrow-list';
import { RowMenu, type RowAction } from './row-menu';

export interface IconAction extends RowAction {
  readonly icon: Icon;
  /** Gray if absent. */
  readonly color?: string;
}

interface RowIconsProps {
  readonly of: string;
  readonly actions: readonly IconAction[];
}

/** One icon for each action; in a narrow list, a menu. What cannot be done now says why. */
export function RowIcons({ of, actions }: RowIconsProps) {
  if (useIsInNarrowList()) return <RowMenu of={of} actions={actions} />;
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {actions.map(({ label, icon: Shown, color = 'gray', onClick, refusal }) => (
        <Tooltip key={label} label={refusal ?? label} multiline maw={260}>
          <ActionIcon
            variant="subtle"
            color={color}
            aria-label={`${label}: ${of}`}
            {...(refusal != null && { 'data-disabled': true, 'aria-disabled': true })}
            onClick={() => {
              if (refusal == null) onClick();
            }}
          >
            <Shown size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
