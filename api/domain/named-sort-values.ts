import type { SortValues } from './page';
import { sortedName } from './sorted-name';

/** How a list of objects that have a name is sorted. */
export const NAMED_SORT_VALUES: SortValues<{ readonly name: string }> = {
  name: ({ name }) => sortedName(name),
};
