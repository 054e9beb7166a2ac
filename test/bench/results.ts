import { figureOf, meetsBar, type Bar, type Row, type Unit } from './measure';

const HEADINGS = ['what', 'ours', 'baseline', 'ratio', 'bar', '', 'measured'] as const;

/** The rows as the terminal shows them, with aligned columns. */
export function plainTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => cellsOf(row));
  const lines = [HEADINGS.slice(0, 6), ...cells];
  const widths = HEADINGS.slice(0, 6).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/**
 * The Markdown of RESULTS.md. Rows that were not measured now stay as they were, and so does everything
 * below the table.
 * @param previous the content of the file; undefined if there is none
 */
export function resultsPage(
  previous: string | undefined,
  rows: readonly Row[],
  { machine, date }: { readonly machine: string; readonly date: string },
): string {
  const { table, below } = partsOf(previous ?? '');
  const measured = linesByIdentity(rows.map((row) => [...cellsOf(row), date]));
  const before = linesByIdentity(table);
  const known = [...before].map(([identity, line]) => measured.get(identity) ?? line);
  const added = [...measured].filter(([identity]) => !before.has(identity)).map(([, line]) => line);
  const lines = [HEADINGS, HEADINGS.map(() => '---'), ...known, ...added];
  return [
    '# Results of the benchmarks',
    '`npm run bench -- --results` writes this table. Each figure is the median of its rounds, each baseline ' +
      'was measured in the same rounds by turns.',
    `Latest run: ${date}, on ${machine}.`,
    lines.map((line) => `| ${line.join(' | ')} |`).join('\n'),
    ...(below === '' ? [] : [below]),
  ].join('\n\n');
}

/**
 * The key of a row: what was measured, and its baseline, because one measurement may have several
 * baselines.
 */
function linesByIdentity(lines: readonly string[][]): Map<string, string[]> {
  return new Map(
    lines.map((line) => [`${line[0]} beside ${line[2]?.replace(/: [^:]*$/, '')}`, line]),
  );
}

function cellsOf(row: Row): string[] {
  const { what, unit, value, baseline, bar, note } = row;
  const ours = amount(value, unit) + (note === undefined ? '' : ` (${note})`);
  const met = meetsBar(row);
  return [
    what,
    ours,
    baseline === null ? '' : `${baseline.name}: ${amount(baseline.value, unit)}`,
    baseline === null ? '' : `${figureOf(row).toFixed(2)} ×`,
    bar === null ? '' : barText(bar, baseline === null ? ` ${unit}` : ' ×'),
    met === null ? '' : met ? 'met' : 'missed',
  ];
}

function barText(bar: Bar, unit: string): string {
  return 'atLeast' in bar ? `≥ ${bar.atLeast}${unit}` : `≤ ${bar.atMost}${unit}`;
}

function amount(value: number, unit: Unit): string {
  const digits = unit === 's' ? 3 : unit === 'ms' ? 2 : 0;
  return `${value.toFixed(digits).replace(/\B(?=(\d{3})+$)/g, ',')} ${unit}`;
}

/** The cells of the first table and what follows it. */
function partsOf(page: string): { table: string[][]; below: string } {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  if (start < 0) return { table: [], below: '' };
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const end = length < 0 ? lines.length : start + length;
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  return {
    table: lines.slice(start + 2, end).map(cells),
    below: lines.slice(end).join('\n').trim(),
  };
}
