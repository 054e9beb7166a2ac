import { Checkbox, Group, NativeSelect } from '@mantine/core';
import type { Column, Sorting } from './object-list';
import type { Selection } from './selection';

interface NarrowListBarProps<T> {
  readonly columns: readonly Column<T>[];
  readonly items: readonly T[];
  readonly sort: Sorting | undefined;
  /** Absent if rows cannot be selected. */
  readonly selection: Selection<T> | undefined;
}

/** What the headers of the columns do, for a list that is too narrow to have them. */
export function NarrowListBar<T>({ columns, items, sort, selection }: NarrowListBarProps<T>) {
  if (sort === undefined && selection === undefined) return null;
  const orders = columns.flatMap(({ header, sortKey }) =>
    sortKey === undefined
      ? []
      : [
          { value: sortKey, label: `${header}, ascending` },
          { value: `-${sortKey}`, label: `${header}, descending` },
        ],
  );
  const isAllSelected = selection?.hasAll(items) ?? false;
  return (
    <Group justify="space-between" gap="sm">
      {selection && (
        <Checkbox
          size="xs"
          label="Select all loaded rows"
          checked={isAllSelected}
          indeterminate={!isAllSelected && items.some((item) => selection.has(item))}
          onChange={({ currentTarget }) => selection.toggle(items, currentTarget.checked)}
        />
      )}
      {sort && orders.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label="Sort by"
          data={orders}
          value={sort.value}
          onChange={({ currentTarget }) => sort.onChange(currentTarget.value)}
        />
      )}
    </Group>
  );
}
