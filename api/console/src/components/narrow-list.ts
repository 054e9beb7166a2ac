import { useMediaQuery } from '@mantine/hooks';
import { createContext, useContext, useLayoutEffect, useRef, useState } from 'react';

interface Tracks {
  readonly columns: readonly { readonly width: string }[];
  /** The width of the actions, if there are any. */
  readonly actionsWidth?: string | undefined;
  readonly isSelectable: boolean;
}

const PHONE = '(max-width: 48em)';
/** What a column without a least width in pixels needs. */
const LEAST_COLUMN = 90;
const GAP = 16;
const PADDING = 34;

/** The columns of the grid, from left to right. */
export function tracksOf({ columns, actionsWidth, isSelectable }: Tracks): readonly string[] {
  return [
    ...(isSelectable ? ['16px'] : []),
    ...columns.map(({ width }) => width),
    ...(actionsWidth === undefined ? [] : [actionsWidth]),
  ];
}

/** The pixels that a grid with these tracks needs, for example `minmax(120px, 1fr)`. */
const widthOf = (tracks: readonly string[]): number =>
  tracks.reduce((sum, track) => sum + leastOf(track), 0) + GAP * (tracks.length - 1) + PADDING;

function leastOf(track: string): number {
  const [, pixels] = /(\d+)px/.exec(track) ?? [];
  return pixels === undefined ? LEAST_COLUMN : Number(pixels);
}

/**
 * Whether a list shows each column on a line of its own: on a phone, and wherever its columns would not fit
 * next to each other.
 */
export function useNarrowList(tracks: readonly string[]) {
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(Infinity);
  useLayoutEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    setWidth(current.clientWidth);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { frame, isNarrow: isPhone || width < widthOf(tracks) };
}

const NarrowList = createContext(false);

export const NarrowListProvider = NarrowList.Provider;

/** Whether the list around the component is narrow. */
export const useIsInNarrowList = () => useContext(NarrowList);
