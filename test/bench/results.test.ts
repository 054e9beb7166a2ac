import type { Row } from './measure';
import { plainTable, resultsPage } from './results';

const MACHINE = { machine: '2 × a CPU', date: '2026-11-25' };

const fast: Row = {
  what: 'verify',
  unit: 'requests/s',
  value: 36_000.4,
  baseline: { name: 'Express hello', value: 12_000 },
  bar: { atLeast: 3 },
  note: 'p99 1.00 ms',
};
const memory: Row = {
  what: 'memory',
  unit: 'MB',
  value: 1310,
  baseline: null,
  bar: { atMost: 300 },
};

const lineOf = (page: string, what: string) =>
  page.split('\n').find((line) => line.startsWith(`| ${what} |`));

test('a row says what was measured, its baseline, and whether it meets its bar', () => {
  const page = resultsPage(undefined, [fast, memory], MACHINE);
  expect(lineOf(page, 'verify')).toBe(
    '| verify | 36,000 requests/s (p99 1.00 ms) | Express hello: 12,000 requests/s | 3.00 × | ≥ 3 × | met | 2026-11-25 |',
  );
  expect(lineOf(page, 'memory')).toBe(
    '| memory | 1,310 MB |  |  | ≤ 300 MB | missed | 2026-11-25 |',
  );
  expect(page).toContain('2 × a CPU');
  expect(plainTable([fast, memory]).split('\n')).toHaveLength(3);
});

test('another run replaces what it measured, and keeps the other rows and the text below them', () => {
  const first = resultsPage(undefined, [fast, memory], MACHINE);
  const page = `${first}\n\n## What the limit is\n\n| a | b |\n| - | - |\n| 1 | 2 |\n`;
  const slower = { ...fast, value: 24_000 };
  const later = resultsPage(page, [slower, { ...memory, what: 'added' }], {
    ...MACHINE,
    date: '2026-12-01',
  });
  expect(lineOf(later, 'verify')).toContain('| 2.00 × | ≥ 3 × | missed | 2026-12-01 |');
  expect(lineOf(later, 'memory')).toBe(lineOf(first, 'memory'));
  expect(lineOf(later, 'added')).toContain('2026-12-01');
  expect(later).toContain('## What the limit is\n\n| a | b |\n| - | - |\n| 1 | 2 |');
  expect(later.match(/^# /gm)).toHaveLength(1);
});

test('a row with two baselines has a line for each', () => {
  const other: Row = { ...fast, baseline: { name: 'another', value: 9000 } };
  const first = resultsPage(undefined, [fast, other], MACHINE);
  expect(first.match(/^\| verify \|/gm)).toHaveLength(2);
  const later = resultsPage(first, [{ ...other, value: 18_000 }], MACHINE);
  expect(later.match(/^\| verify \|/gm)).toHaveLength(2);
  expect(later).toContain('| Express hello: 12,000 requests/s | 3.00 × |');
  expect(later).toContain('| another: 9,000 requests/s | 2.00 × |');
});

test('columns that prettier has aligned are read back', () => {
  const page = resultsPage(undefined, [memory], MACHINE).replace(
    '| memory | 1,310 MB |',
    '| memory   | 1,310 MB   |',
  );
  expect(lineOf(resultsPage(page, [], MACHINE), 'memory')).toContain('| memory | 1,310 MB |');
});
