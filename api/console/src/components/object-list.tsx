import { Paper, Skeleton, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { PagedList } from '../api/paged-list';
import type { Declaration } from '../as-code/declaration';
import { useStacksOf } from './managed-rows';
import { NarrowListBar } from './narrow-list-bar';
import { NarrowListProvider, tracksOf, useIsInNarrowList, useNarrowList } from './narrow-list';
import classes from './object-list.module.css';
import { ObjectRow } from './object-row';
import { ProblemAlert } from './problem-alert';
import { showWhole } from './show-whole';
import { SelectionBar, SelectRows, useSelection, type Selection } from './selection';

export interface Column<T> {
  readonly header: string;
  /** A track of the grid, for example `minmax(120px, 1fr)`. */
  readonly width: string;
  readonly cell: (item: T) => ReactNode;
  /** The API's name for sorting by this column. */
  readonly sortKey?: string;
  /** The column shows an ID. On a phone it has no label, so that the ID has enough width. */
  readonly isId?: boolean;
}

export interface Sorting {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

interface ObjectListProps<T> {
  /** What the table contains, for people who do not see it. */
  readonly label: string;
  /** The first column names the object. */
  readonly columns: readonly Column<T>[];
  readonly list: PagedList<T>;
  readonly idOf: (item: T) => string;
  /** How the list is sorted, as the API takes it: `name` or `-name`. */
  readonly sort?: Sorting;
  /** What can be done with an object: buttons with icons, or a menu. */
  readonly actions?: (item: T) => ReactNode;
  /** How many lines the first cell of an object has in a narrow list. By default one. */
  readonly firstCellLines?: (item: T) => number;
  /** The width of the actions. */
  readonly actionsWidth?: string;
  /** The object in code. With it, rows can be selected and exported as import blocks. */
  readonly declare?: (item: T) => Declaration;
  /** Instead of an empty table: what the objects are for, and how to get the first one. */
  readonly empty: ReactNode;
}

const ROW_HEIGHT = 46;
const NARROW_LINE_HEIGHT = 22;
const NARROW_PADDING = 24;
/** More is loaded as soon as the last of these rows could be seen. */
const ROWS_BEFORE_MORE = 50;

/** A list of any length: only the rows in sight exist, and pages are loaded while scrolling. */
export function ObjectList<T>(props: ObjectListProps<T>) {
  const { declare, idOf } = props;
  const selection = useSelection(idOf);
  const { frame, isNarrow } = useNarrowList(tracksOf(layoutOf(props)));
  return (
    <NarrowListProvider value={isNarrow}>
      <Stack gap="sm" ref={frame}>
        {declare && <SelectionBar selection={selection} declare={declare} />}
        <Shown {...props} {...(declare && { selection })} />
      </Stack>
    </NarrowListProvider>
  );
}

const DEFAULT_ACTIONS_WIDTH = '56px';

const layoutOf = <T,>(props: ObjectListProps<T>) => ({
  columns: props.columns,
  actionsWidth: props.actions && (props.actionsWidth ?? DEFAULT_ACTIONS_WIDTH),
  isSelectable: props.declare !== undefined,
});

interface ShownProps<T> extends ObjectListProps<T> {
  /** Absent if rows cannot be selected. */
  readonly selection?: Selection<T>;
}

function Shown<T>(props: ShownProps<T>) {
  const { list, empty } = props;
  const isEmpty = list.items.length === 0;
  if (list.isLoading || (isEmpty && list.isOutdated)) return <LoadingRows />;
  if (list.error !== null && isEmpty) {
    return <ProblemAlert title="The list cannot be loaded" error={list.error} retry={list.retry} />;
  }
  if (isEmpty) {
    return (
      <Paper withBorder p="xl">
        {empty}
      </Paper>
    );
  }
  return (
    <Stack gap="sm">
      {list.error !== null && (
        <ProblemAlert
          title="The rest of the list cannot be loaded"
          error={list.error}
          retry={list.loadMore}
        />
      )}
      <Rows {...props} />
      <VisuallyHidden role="status">{list.isLoadingMore ? 'Loading more rows' : ''}</VisuallyHidden>
    </Stack>
  );
}

function Rows<T>(props: ShownProps<T>) {
  const { label, columns, list, idOf, sort, actions, firstCellLines } = props;
  const { actionsWidth = DEFAULT_ACTIONS_WIDTH, declare, selection } = props;
  const isNarrow = useIsInNarrowList();
  const heightOf = (item: T | undefined) => {
    if (!isNarrow) return ROW_HEIGHT;
    const firstLines = item === undefined ? 1 : (firstCellLines?.(item) ?? 1);
    return (columns.length - 1 + firstLines) * NARROW_LINE_HEIGHT + NARROW_PADDING;
  };
  const { bodyRef, virtualizer } = useRows({
    count: list.items.length,
    heightAt: (index) => heightOf(list.items[index]),
    // If the rows have different heights, those of new objects must be found out.
    layout: firstCellLines === undefined ? heightOf(undefined) : list.items.map(heightOf).join(),
  });
  const rows = virtualizer.getVirtualItems();
  const lastShown = rows.at(-1)?.index ?? 0;
  const stacks = useStacksOf({
    items: list.items,
    idOf,
    first: rows[0]?.index ?? 0,
    last: lastShown,
    isDeclarable: declare !== undefined,
  });
  useEffect(() => {
    if (lastShown > list.items.length - ROWS_BEFORE_MORE && list.error === null) list.loadMore();
  });

  const template = tracksOf(layoutOf(props)).join(' ');
  const headerStyle = { gridTemplateColumns: template };
  return (
    <>
      {isNarrow && (
        <NarrowListBar columns={columns} items={list.items} sort={sort} selection={selection} />
      )}
      <div
        role="table"
        aria-label={label}
        aria-rowcount={list.hasMore ? -1 : list.items.length + 1}
        aria-busy={list.isOutdated === true}
        className={classes.table}
      >
        <div role="rowgroup" className={isNarrow ? 'kp-visually-hidden' : classes.header}>
          <div role="row" aria-rowindex={1} className={classes.headerRow} style={headerStyle}>
            {selection && (
              <span role="columnheader">
                {isNarrow ? (
                  'Selected'
                ) : (
                  <SelectRows
                    selection={selection}
                    items={list.items}
                    label="Select all loaded rows"
                  />
                )}
              </span>
            )}
            {columns.map((column) => (
              <ColumnHeader key={column.header} {...column} {...(sort && !isNarrow && { sort })} />
            ))}
            {actions && (
              <span role="columnheader" className={classes.actions}>
                Actions
              </span>
            )}
          </div>
        </div>
        <div
          role="rowgroup"
          ref={bodyRef}
          className={classes.body}
          onPointerOver={showWhole}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {rows.map(({ index, start }) => {
            const item = list.items[index];
            if (item === undefined) return null;
            return (
              <ObjectRow
                key={idOf(item)}
                item={item}
                index={index}
                columns={columns}
                actions={actions}
                isNarrow={isNarrow}
                actionsWidth={actionsWidth}
                top={start - virtualizer.options.scrollMargin}
                height={heightOf(item)}
                template={template}
                declare={declare}
                selection={selection}
                stack={stacks.get(idOf(item))}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

interface ColumnHeaderProps {
  readonly header: string;
  readonly sortKey?: string;
  readonly sort?: Sorting;
}

function ColumnHeader({ header, sortKey, sort }: ColumnHeaderProps) {
  if (sortKey === undefined || sort === undefined) {
    return (
      <span role="columnheader" className={classes.cell}>
        {header}
      </span>
    );
  }
  const direction = { [sortKey]: 'ascending', [`-${sortKey}`]: 'descending' } as const;
  const current = direction[sort.value];
  const Icon = { ascending: IconChevronUp, descending: IconChevronDown, none: IconSelector };
  const Shown = Icon[current ?? 'none'];
  return (
    <span role="columnheader" className={classes.cell} aria-sort={current ?? 'none'}>
      <UnstyledButton
        className={classes.sort ?? ''}
        onClick={() => {
          // The new order begins at the top of the list.
          window.scrollTo({ top: 0 });
          sort.onChange(current === 'ascending' ? `-${sortKey}` : sortKey);
        }}
      >
        {header}
        <Shown size={14} aria-hidden />
      </UnstyledButton>
    </span>
  );
}

/** The page scrolls as a whole, so the virtualizer must know how far down the rows begin. */
function useRows(rows: {
  readonly count: number;
  readonly heightAt: (index: number) => number;
  /** Changes with the heights. */
  readonly layout: number | string;
}) {
  const { count, heightAt, layout } = rows;
  const bodyRef = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useEffect(() => {
    const top = bodyRef.current?.getBoundingClientRect().top ?? 0;
    setScrollMargin(Math.round(top + window.scrollY));
  }, [layout]);
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: heightAt,
    overscan: 5,
    scrollMargin,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, layout]);
  return { bodyRef, virtualizer };
}

function LoadingRows() {
  return (
    <Paper withBorder p="md">
      <VisuallyHidden role="status">Loading</VisuallyHidden>
      <Stack gap="md">
        {[1, 2, 3, 4].map((row) => (
          <Skeleton key={row} height={22} />
        ))}
      </Stack>
    </Paper>
  );
}

/** For a list without objects. */
export function EmptyState({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Stack align="center" gap="xs" py="lg" ta="center">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" maw={520}>
        {children}
      </Text>
    </Stack>
  );
}
