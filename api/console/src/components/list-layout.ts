import { useMediaQuery } from '@mantine/hooks';

interface Tracks {
  readonly columns: readonly { readonly width: string }[];
  /** The width of the actions, if there are any. */
  readonly actionsWidth?: string | undefined;
  readonly isSelectable: boolean;
}

export const CHECKBOX_WIDTH = '16px';
const GAP = 16;
/** The padding and the border of the table. */
const EDGES = 34;
/** The navigation, the padding of the page and a scrollbar. */
const FRAME = 232 + 48 + 15;

/** The columns of the grid, from left to right. */
export function tracksOf({ columns, actionsWidth, isSelectable }: Tracks): readonly string[] {
  return [
    ...(isSelectable ? [CHECKBOX_WIDTH] : []),
    ...columns.map(({ width }) => width),
    ...(actionsWidth === undefined ? [] : [actionsWidth]),
  ];
}

/** Whether the window is too narrow for the columns of a list. Then each row has a line for each column. */
export function useIsNarrow(tracks: readonly string[]): boolean {
  const least = tracks.reduce((sum, track) => sum + leastOf(track), 0);
  const needed = least + (tracks.length - 1) * GAP + EDGES + FRAME;
  return useMediaQuery(`(max-width: ${needed}px)`, false, { getInitialValueInEffect: false });
}

/** `minmax(120px, 1fr)` and `120px` need 120 pixels. */
const leastOf = (track: string) => Number(/\d+(?=px)/.exec(track)?.[0] ?? 0);
