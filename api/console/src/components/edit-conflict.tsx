import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

/** What a field is called, and how its value is shown if it is not text, a list or yes or no. */
export type Labels<V> = {
  readonly [Name in keyof V]?: string | readonly [string, (value: V[Name]) => string];
};

interface EditConflictProps<V extends Record<string, unknown>> {
  /** The values that the form began with. */
  readonly before: V;
  readonly now: V;
  readonly labels: Labels<V>;
  readonly onTakeOver: () => void;
}

/** Somebody else saved first: shows what they changed. The person decides whose values remain. */
export function EditConflict<V extends Record<string, unknown>>(props: EditConflictProps<V>) {
  const { before, now, labels, onTakeOver } = props;
  const changed = (Object.keys(labels) as (keyof V & string)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  );
  return (
    <Alert
      color="yellow"
      role="alert"
      icon={<IconAlertTriangle />}
      title="Somebody changed this while you edited it"
    >
      <List size="sm">
        {changed.map((name) => (
          <List.Item key={name}>
            {labelOf(labels[name], name)}: {shown(labels[name], before[name])} is now{' '}
            {shown(labels[name], now[name])}
          </List.Item>
        ))}
      </List>
      <Text size="sm" my="xs">
        Nothing of yours is saved yet. “Save my values” replaces these changes.
      </Text>
      <Group>
        <Button size="xs" variant="default" onClick={onTakeOver}>
          Use the current values
        </Button>
      </Group>
    </Alert>
  );
}

type Label<T> = string | readonly [string, (value: T) => string] | undefined;

const labelOf = (label: Label<never>, name: string) =>
  (typeof label === 'string' ? label : label?.[0]) ?? name;

function shown<T>(label: Label<T>, value: T): string {
  if (typeof label === 'object') return label[1](value) || 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(', ') || 'nothing';
  return value === '' ? 'nothing' : `“${String(value)}”`;
}
