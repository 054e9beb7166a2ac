import { memo, type ReactNode } from 'react';
import type { Declaration } from '../as-code/declaration';
import { ManagedMark } from './managed-rows';
import classes from './object-list.module.css';
import type { Column } from './object-list';
import { SelectRows, type Selection } from './selection';

interface ObjectRowProps<T> {
  readonly item: T;
  readonly index: number;
  readonly columns: readonly Column<T>[];
  readonly actions?: ((item: T) => ReactNode) | undefined;
  readonly isNarrow: boolean;
  readonly actionsWidth: string;
  /** Pixels from the first row. */
  readonly top: number;
  readonly height: number;
  /** The tracks of the grid. */
  readonly template: string;
  readonly declare?: ((item: T) => Declaration) | undefined;
  /** The Terraform stack that manages the object, if one does. */
  readonly stack?: string | undefined;
  /** Absent if rows cannot be selected. */
  readonly selection?: Selection<T> | undefined;
}

function Row<T>(props: ObjectRowProps<T>) {
  const { item, index, columns, actions, isNarrow, top, height, template } = props;
  const { declare, selection, actionsWidth, stack } = props;
  const narrow = [classes.narrow, ...(selection ? [classes.selectable] : [])].join(' ');
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${classes.row ?? ''} ${isNarrow ? narrow : ''}`}
      style={{
        height,
        transform: `translateY(${top}px)`,
        ...(!isNarrow && { gridTemplateColumns: template }),
        ...(isNarrow && { '--kp-actions': actionsWidth }),
      }}
    >
      {selection && declare && (
        <div role="cell" className={classes.selection}>
          <SelectRows
            selection={selection}
            items={[item]}
            label={`Select ${declare(item).title}`}
          />
        </div>
      )}
      {columns.map(({ header, cell, isId }, at) => (
        <div
          role="cell"
          key={header}
          className={`${classes.cell ?? ''} ${at === 0 ? (classes.first ?? '') : ''} ${isId ? 'kp-mono' : ''}`}
        >
          {isNarrow && at > 0 && !isId && <span className={classes.label}>{header}: </span>}
          {at === 0 && stack !== undefined ? (
            <span className={classes.marked}>
              <span>{cell(item)}</span>
              <ManagedMark stack={stack} />
            </span>
          ) : (
            cell(item)
          )}
        </div>
      ))}
      {actions && (
        <div role="cell" className={`${classes.cell ?? ''} ${classes.actions ?? ''}`}>
          {actions(item)}
        </div>
      )}
    </div>
  );
}

/** While the list scrolls, only rows that come into sight are rendered. */
export const ObjectRow = memo(Row) as typeof Row;
