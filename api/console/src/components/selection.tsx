import { Button, Checkbox, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Declaration } from '../as-code/declaration';
import { importFileOf } from '../as-code/import-file';
import { downloadText } from './download-text';

/** Rows that are selected. They stay selected while the person searches for more. */
export interface Selection<T> {
  readonly size: number;
  has(item: T): boolean;
  hasAll(items: readonly T[]): boolean;
  toggle(items: readonly T[], isSelected: boolean): void;
  clear(): void;
  values(): readonly T[];
}

export function useSelection<T>(idOf: (item: T) => string): Selection<T> {
  const [selected, setSelected] = useState<ReadonlyMap<string, T>>(new Map());
  return {
    size: selected.size,
    has: (item) => selected.has(idOf(item)),
    hasAll: (items) => items.every((item) => selected.has(idOf(item))),
    toggle(items, isSelected) {
      const next = new Map(selected);
      for (const item of items) {
        if (isSelected) next.set(idOf(item), item);
        else next.delete(idOf(item));
      }
      setSelected(next);
    },
    clear: () => setSelected(new Map()),
    values: () => [...selected.values()],
  };
}

interface SelectRowsProps<T> {
  readonly selection: Selection<T>;
  readonly items: readonly T[];
  readonly label: string;
}

/** Selects one row, or all rows that are loaded. */
export function SelectRows<T>({ selection, items, label }: SelectRowsProps<T>) {
  const isSelected = selection.hasAll(items);
  return (
    <Checkbox
      size="xs"
      aria-label={label}
      checked={isSelected}
      indeterminate={!isSelected && items.length > 1 && items.some((item) => selection.has(item))}
      onChange={({ currentTarget }) => selection.toggle(items, currentTarget.checked)}
    />
  );
}

interface SelectionBarProps<T> {
  readonly selection: Selection<T>;
  readonly declare: (item: T) => Declaration;
}

/** Exports what is selected as import blocks for Terraform. */
export function SelectionBar<T>({ selection, declare }: SelectionBarProps<T>) {
  if (selection.size === 0) return null;
  const save = () =>
    downloadText('imports.tf', importFileOf(selection.values().map((item) => declare(item))));
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {selection.size === 1 ? '1 row selected' : `${selection.size} rows selected`}
      </Text>
      <Button size="xs" variant="default" leftSection={<IconDownload size={16} />} onClick={save}>
        Export import blocks
      </Button>
      <Button size="xs" variant="subtle" onClick={selection.clear}>
        Clear selection
      </Button>
    </Group>
  );
}
