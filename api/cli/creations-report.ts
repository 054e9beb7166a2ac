import { countOf } from '../lib/count-of';

/** A creation in the form of `GET /v1/creations`. */
export interface ListedObject {
  readonly id: string;
  readonly kind: string;
  readonly stack: string;
  readonly created_at: string;
  /** `null` for a member that a state has named and no run has created. */
  readonly created_by: string | null;
  readonly recorded_at: string | null;
  readonly last_named_at: string | null;
}

const TITLES = ['ID', 'KIND', 'CREATED', 'BY', 'RECORDED', 'LAST NAMED'] as const;

const WHAT_TO_DO = [
  'A refresh or a plan names every object that its state holds. So these objects are ' +
    'probably in no',
  'state, unless they were created after the last plan.',
  '',
  'An object is recorded when the run that created it has finished, or when it is first used ' +
    'or named.',
  '"-" under RECORDED means that this run was cut off or is still in progress.',
  '',
  'Run a plan of the whole configuration first. Then, for each object that is still listed:',
  '  - If you need it, import it: terraform import <address> <ID>, or an import block.',
  '  - If nobody needs it, delete it with the API (see /docs/api). A deleted key stops working ' +
    'immediately.',
];

/** The list for a person: what it shows, what that means, and what to do. */
export function creationsReport(list: {
  readonly stack: string;
  readonly since: Date | undefined;
  readonly items: readonly ListedObject[];
  /** Whether Keyplane knows any object of the stack. */
  readonly isKnown: boolean;
  /** If Keyplane knows no object of the stack: the names of other stacks. */
  readonly otherStacks: readonly string[];
  readonly now: Date;
}): string {
  const { stack, since, items, isKnown, otherStacks, now } = list;
  const named = since === undefined ? 'named' : `named since ${dated(since.toISOString(), now)}`;
  if (items.length > 0) {
    const count = countOf(items.length, 'object');
    const ever = since === undefined ? 'ever ' : '';
    const head = `${count} of the stack "${stack}" that no refresh or plan has ${ever}${named}:`;
    return [head, '', ...table(items, now), '', ...WHAT_TO_DO].join('\n');
  }
  if (isKnown) {
    return (
      `Every object of the stack "${stack}" that you may see was ${named} by a refresh or a plan. ` +
      'There is nothing to do.'
    );
  }
  return unknownStack(stack, otherStacks);
}

const MOST_NAMES = 20;

function unknownStack(stack: string, others: readonly string[]): string {
  const head = `Keyplane knows no objects of a stack "${stack}" in your team.`;
  if (others.length === 0) return `${head} No other stack has objects that you may see.`;
  const names = others.slice(0, MOST_NAMES).map((name) => `  ${name}`);
  const isWhole = others.length <= MOST_NAMES;
  const says = isWhole ? 'These stacks have objects:' : `The first ${MOST_NAMES} other stacks are:`;
  return [`${head} Check the name. ${says}`, '', ...names].join('\n');
}

function table(items: readonly ListedObject[], now: Date): string[] {
  const rows = items.map((item) => [
    item.id,
    item.kind,
    dated(item.created_at, now),
    item.created_by ?? '-',
    dated(item.recorded_at, now),
    dated(item.last_named_at, now),
  ]);
  const widths = TITLES.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  return [[...TITLES], ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Such as `2026-11-29 14:00 UTC (3 days ago)`. */
function dated(instant: string | null, now: Date): string {
  if (instant === null) return '-';
  const time = new Date(instant);
  const text = time.toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC (${ago(now.getTime() - time.getTime())})`;
}

function ago(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${countOf(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${countOf(hours, 'hour')} ago`
    : `${countOf(Math.floor(hours / 24), 'day')} ago`;
}
