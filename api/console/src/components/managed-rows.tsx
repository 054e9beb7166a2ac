import { useDebouncedValue } from '@mantine/hooks';
import { IconFileCode } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { api } from '../api/client';
import { answerOf } from '../api/problem';
import { useTeamKey } from '../session/session-context';
import { HoverTooltip } from './hover-tooltip';
import classes from './object-list.module.css';

/** As many as one call can ask about. */
const BLOCK = 100;
/** Rows that only pass by while a list scrolls are not asked about. */
const PAUSE_MILLIS = 200;

interface RowsInSight<T> {
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  readonly first: number;
  readonly last: number;
  /** Whether Terraform can declare the objects. */
  readonly isDeclarable: boolean;
}

/** The Terraform stacks that manage the objects of a list, by ID. Only those near the rows in sight are known. */
export function useStacksOf<T>(rows: RowsInSight<T>): ReadonlyMap<string, string> {
  const { items, idOf, first, last, isDeclarable } = rows;
  const teamKey = useTeamKey('stacks');
  const [begin] = useDebouncedValue(Math.floor(first / BLOCK), PAUSE_MILLIS);
  const [end] = useDebouncedValue(Math.floor(last / BLOCK), PAUSE_MILLIS);
  const blocks = isDeclarable ? [...new Set([begin, end])] : [];
  return useQueries({
    queries: blocks
      .map((block) => items.slice(block * BLOCK, (block + 1) * BLOCK).map(idOf))
      .filter((ids) => ids.length > 0)
      .map((ids) => ({
        queryKey: [...teamKey, ids],
        queryFn: async () => {
          const query = { id: ids, page_size: BLOCK };
          return (await answerOf(api.GET('/v1/creations', { params: { query } }))).items;
        },
      })),
    combine: combined,
  });
}

const combined = (
  results: readonly { data?: readonly { readonly id: string; readonly stack: string }[] }[],
): ReadonlyMap<string, string> =>
  new Map(results.flatMap(({ data = [] }) => data.map(({ id, stack }) => [id, stack] as const)));

/** Next to the name of an object. The dialogs of the object say what that means for a change. */
export function ManagedMark({ stack }: { readonly stack: string }) {
  const text = `Managed by Terraform, stack ${stack}`;
  return (
    <HoverTooltip label={() => text}>
      <span role="img" aria-label={text} className={classes.mark}>
        <IconFileCode size={16} stroke={1.6} />
      </span>
    </HoverTooltip>
  );
}
